using System.Net;
using System.Net.Http.Json;
using Shouldly;
using Weft.Application.Templates;
using Weft.Contracts;
using Xunit;

namespace Weft.Integration.Tests.Catalogue;

[Trait("Capability", "W1")]
public sealed class TemplateTests
{
    private static readonly string BuiltIn = BuiltInTemplates.All["full_stack_feature_development"];

    [Fact]
    public async Task a_published_template_has_versions_and_a_run_keeps_its_own()
    {
        var server = await Server.SharedAsync();
        var workspace = await server.NewWorkspaceAsync();
        using var admin = server.Client();
        var text = BuiltIn.Replace("name: full_stack_feature_development", "name: mine", StringComparison.Ordinal);
        (await PublishAsync(admin, workspace, text)).Version.ShouldBe(1);
        (await PublishAsync(admin, workspace, text)).Version.ShouldBe(1);
        (await PublishAsync(admin, workspace, $"{text}\n# changed\n")).Version.ShouldBe(2);
        (await DetailAsync(admin, workspace, "mine")).Text.ShouldEndWith("# changed\n");
        (await DetailAsync(admin, workspace, "mine?version=1")).Text.ShouldBe(text);
    }

    [Fact]
    public async Task a_text_too_long_for_an_event_is_kept_by_its_hash()
    {
        var server = await Server.SharedAsync();
        var workspace = await server.NewWorkspaceAsync();
        using var admin = server.Client();
        var text = BuiltIn.Replace("name: full_stack_feature_development", "name: long", StringComparison.Ordinal) + $"\n# {new string('x', 100_000)}\n";
        await PublishAsync(admin, workspace, text);
        var detail = await DetailAsync(admin, workspace, "long");
        detail.Text.ShouldBe(text);
        (await admin.GetStringAsync($"/v1/workspaces/{workspace}/blobs/{detail.Hash}", Server.Cancellation)).ShouldBe(text);
        (await admin.GetStringAsync($"/v1/workspaces/{workspace}/streams/template-long", Server.Cancellation)).Length.ShouldBeLessThan(64 * 1024);
    }

    [Fact]
    public async Task a_template_of_the_product_gets_its_version_with_the_first_run()
    {
        var server = await Server.SharedAsync();
        var workspace = await server.NewWorkspaceAsync();
        using var admin = server.Client();
        (await ListAsync(admin, workspace, 0)).Single(t => t.Name == "full_stack_feature_development").ShouldBe(
            new TemplateView("full_stack_feature_development", 0, (await DetailAsync(admin, workspace, "full_stack_feature_development")).Description, true));
        var position = 0L;
        for (var run = 0; run < 2; run++)
        {
            var created = await admin.PostAsJsonAsync($"/v1/workspaces/{workspace}/workflows", new CreateWorkflowRequest("full_stack_feature_development"), Server.Cancellation);
            created.StatusCode.ShouldBe(HttpStatusCode.Created);
            position = long.Parse(created.Headers.GetValues(WeftHeaders.Position).Single(), System.Globalization.CultureInfo.InvariantCulture);
        }

        (await ListAsync(admin, workspace, position)).Single(t => t.Name == "full_stack_feature_development").Version.ShouldBe(1);
    }

    private static async Task<TemplateAnswer> PublishAsync(HttpClient client, string workspace, string text)
    {
        var answer = await client.PostAsJsonAsync($"/v1/workspaces/{workspace}/templates", new PublishTemplateRequest(text), Server.Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Server.Cancellation));
        return (await answer.Content.ReadFromJsonAsync<TemplateAnswer>(Server.Cancellation))!;
    }

    private static async Task<TemplateDetail> DetailAsync(HttpClient client, string workspace, string name) =>
        (await client.GetFromJsonAsync<TemplateDetail>($"/v1/workspaces/{workspace}/templates/{name}", Server.Cancellation))!;

    private static async Task<IReadOnlyList<TemplateView>> ListAsync(HttpClient client, string workspace, long position) =>
        (await client.GetFromJsonAsync<Page<TemplateView>>($"/v1/workspaces/{workspace}/templates?waitFor={position}&timeout=30", Server.Cancellation))!.Items;
}
