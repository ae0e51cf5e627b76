using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Weft.Integration.Tests.Access;

/// <summary>Walks every endpoint that the server has, with every role.</summary>
[Trait("Capability", "Z1")]
public sealed partial class EveryEndpointTests
{
    [Fact]
    public async Task every_endpoint_is_in_the_table()
    {
        var found = Doors.Of(await Server.SharedAsync()).Select(e => e.Name).ToList();
        found.ShouldBeUnique();
        found.Except(Doors.Rows.Keys).ShouldBeEmpty("endpoints without a row in Doors.cs");
        Doors.Rows.Keys.Except(found).ShouldBeEmpty("rows without an endpoint");
    }

    [Fact]
    public async Task every_endpoint_lets_in_exactly_the_roles_of_its_row()
    {
        var server = await Server.SharedAsync();
        var workspace = await server.NewWorkspaceAsync();
        var endpoints = Doors.Of(server);
        var wrong = new List<string>();
        foreach (var role in Doors.Roles)
        {
            using var client = server.Client((await server.IssueKeyAsync(role, role == "admin" ? null : workspace, role == "agent" ? "alice" : null)).Key);
            foreach (var endpoint in endpoints)
            {
                var status = await StatusAsync(client, endpoint, workspace);
                var expected = Doors.Rows.GetValueOrDefault(endpoint.Name)?.Contains(role) ?? false;
                if (expected ? status is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized || (int)status >= 500 : status != HttpStatusCode.Forbidden)
                {
                    wrong.Add($"{endpoint.Name} as {role}: {(int)status}");
                }
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task no_endpoint_answers_without_a_key_or_with_a_wrong_one()
    {
        var server = await Server.SharedAsync();
        using var nobody = server.Host.Server.CreateClient();
        using var stranger = server.Client("weft_0123456789");
        foreach (var endpoint in Doors.Of(server))
        {
            (await StatusAsync(nobody, endpoint, "w")).ShouldBe(HttpStatusCode.Unauthorized, endpoint.Name);
            (await StatusAsync(stranger, endpoint, "w")).ShouldBe(HttpStatusCode.Unauthorized, endpoint.Name);
        }
    }

    [Fact]
    public async Task a_key_opens_no_other_workspace()
    {
        var server = await Server.SharedAsync();
        var (mine, other) = (await server.NewWorkspaceAsync(), await server.NewWorkspaceAsync());
        using var client = server.Client((await server.IssueKeyAsync("orchestrator", mine)).Key);
        foreach (var endpoint in Doors.Of(server).Where(e => e.Name.Contains("{workspace}", StringComparison.Ordinal)))
        {
            (await StatusAsync(client, endpoint, other)).ShouldBeOneOf([HttpStatusCode.NotFound, HttpStatusCode.Forbidden], endpoint.Name);
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, Door endpoint, string workspace)
    {
        var path = Parameter().Replace(endpoint.Route, m => m.Groups[1].Value switch
        {
            "workspace" => workspace,
            "agent" => "alice",
            "hash" => new string('a', 64),
            _ => "nothing",
        });
        using var request = new HttpRequestMessage(new HttpMethod(endpoint.Method), path);
        if (endpoint.Method != "GET")
        {
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        }

        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Server.Cancellation);
        return answer.StatusCode;
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Parameter();
}
