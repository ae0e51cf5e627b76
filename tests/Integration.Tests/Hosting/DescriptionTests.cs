using System.Text.Json;
using Shouldly;
using Weft.Integration.Tests.Access;
using Xunit;

namespace Weft.Integration.Tests.Hosting;

[Trait("Capability", "Z1")]
public sealed class DescriptionTests
{
    [Fact]
    public async Task the_description_is_openapi_3_1_and_tells_of_every_endpoint_what_it_refuses()
    {
        var server = await Server.SharedAsync();
        using var anybody = server.Host.Server.CreateClient();
        using var document = JsonDocument.Parse(await anybody.GetStringAsync("/openapi/v1.json", Server.Cancellation));
        document.RootElement.GetProperty("openapi").GetString()!.ShouldStartWith("3.1");
        var operations = document.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject(), (p, o) => (Name: $"{o.Name.ToUpperInvariant()} {p.Name}", Operation: o.Value)).ToList();
        var ids = operations.Select(o => o.Operation.GetProperty("operationId").GetString()).ToList();
        ids.ShouldBeUnique();
        ids.ShouldAllBe(id => !string.IsNullOrEmpty(id) && !id.Contains('.'));
        foreach (var (name, operation) in operations)
        {
            operation.GetProperty("responses").TryGetProperty("default", out var refusal).ShouldBeTrue(name);
            refusal.GetProperty("content").TryGetProperty("application/problem+json", out _).ShouldBeTrue(name);
            operation.TryGetProperty("summary", out _).ShouldBeTrue($"{name} has no summary");
        }

        var board = operations.Single(o => o.Name == "GET /v1/workspaces/{workspace}/workflows").Operation;
        board.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()).ShouldBe(["workspace", "active", "waitFor", "timeout", "cursor", "limit"]);
        var pause = operations.Single(o => o.Name == "POST /v1/workspaces/{workspace}/workflows/{id}/pause").Operation;
        pause.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()).ShouldContain("If-Match");
        foreach (var (name, status) in new[] { ("", "201"), ("/{id}/start", "200") })
        {
            var answer = operations.Single(o => o.Name == $"POST /v1/workspaces/{{workspace}}/workflows{name}").Operation.GetProperty("responses").GetProperty(status).GetProperty("content");
            answer.GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString()!.ShouldEndWith("/WorkflowAnswer");
        }

        document.RootElement.GetProperty("components").GetProperty("schemas").GetProperty("WorkflowAnswer").GetProperty("properties").TryGetProperty("warnings", out _).ShouldBeTrue();
        Doors.Of(server).Select(d => d.Name).Except(operations.Select(o => o.Name)).ShouldBeEmpty();
    }

    [Fact]
    public async Task people_read_it_at_scalar()
    {
        var server = await Server.SharedAsync();
        using var anybody = server.Host.Server.CreateClient();
        (await anybody.GetStringAsync("/scalar/", Server.Cancellation)).ShouldContain("Weft");
    }

    [Fact]
    public async Task the_root_tells_anybody_where_to_go()
    {
        var server = await Server.SharedAsync();
        using var anybody = server.Host.Server.CreateClient();
        using var index = JsonDocument.Parse(await anybody.GetStringAsync("/", Server.Cancellation));
        foreach (var link in new[] { "reference", "openapi", "live", "ready" })
        {
            (await anybody.GetAsync(index.RootElement.GetProperty(link).GetString(), Server.Cancellation)).IsSuccessStatusCode.ShouldBeTrue(link);
        }

        using var client = server.Client();
        (await client.GetAsync(index.RootElement.GetProperty("workspaces").GetString(), Server.Cancellation)).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task health_needs_no_key()
    {
        var server = await Server.SharedAsync();
        using var anybody = server.Host.Server.CreateClient();
        (await anybody.GetStringAsync("/health/live", Server.Cancellation)).ShouldContain("live");
        (await anybody.GetStringAsync("/health/ready", Server.Cancellation)).ShouldContain("ready");
    }
}
