using Shouldly;

namespace Weft.EndToEnd.Tests.Resources;

[Trait("Capability", "D1")]
public sealed class DomainCommandTests
{
    private const string Overlapping = """
        {"domains": [
          {"name": "backend", "roles": ["backend"], "areas": [{"name": "source", "paths": ["src/**"], "tables": ["orders"]}]},
          {"name": "security", "roles": ["security"], "agents": ["eve"], "areas": [{"name": "access", "paths": ["**/auth/**"], "operations": ["POST /login"]}]}]}
        """;

    [Fact]
    public async Task The_map_is_shown_edited_set_and_enforced_and_its_overlaps_are_said()
    {
        using var server = await UpServer.StartAsync();
        var usual = await server.JsonAsync("domain", "show");
        (usual.GetProperty("version").GetInt32(), usual.GetProperty("domains").GetArrayLength()).ShouldBe((0, 3));
        (await server.RunAsync("domain", "show")).Errors.ShouldBe("overlap: 48 pairs of areas could meet somewhere; there the one named first owns (weft domain show --overlaps)\n");
        (await server.RunAsync("domain", "show", "--overlaps")).Errors.Count(c => c == '\n').ShouldBeInRange(48, 49);
        var same = await server.FileAsync("usual map.json", usual.GetRawText());
        (await server.TextAsync("domain", "set", same)).ShouldBe("version 1, not enforced\n", "what 'show --json' prints is what 'set' takes");

        var set = await server.RunAsync("domain", "set", await server.FileAsync("map.json", Overlapping), "--enforce");
        set.ShouldBe(new Ended(0, "version 2, enforced\n", "overlap: backend/source 'src/**' goes before security/access '**/auth/**'\n"));
        (await server.TextAsync("domain", "show")).ShouldBe("""
            version 2, enforced
            backend: roles backend
              source: src/**  table:orders
            security: roles security; agents eve
              access: **/auth/**  operation:POST /login

            """);

        var off = await server.JsonAsync("domain", "set", "--enforce", "false");
        (off.GetProperty("version").GetInt32(), off.GetProperty("enforced").GetBoolean(), off.GetProperty("overlaps").GetArrayLength()).ShouldBe((3, false, 1));
        (await server.JsonAsync("domain", "show")).GetProperty("domains").GetArrayLength().ShouldBe(2, "the map that is there stays");
    }

    [Fact]
    public async Task A_map_that_cannot_be_is_refused_and_the_one_that_is_there_stays()
    {
        using var server = await UpServer.StartAsync();
        await server.TextAsync("domain", "set", await server.FileAsync("good.json", Overlapping));

        await RefusedAsync(server, """{"domains": """, 2, "map.json: ");
        await RefusedAsync(server, """{"enforced": true}""", 2, "map.json has no domains");
        await RefusedAsync(server, """{"domains": [{"name": "a", "includes": ["b"]}, {"name": "b", "includes": ["a"]}]}""", 1, "Domains include each other in a circle: a → b → a.");
        await RefusedAsync(server, """{"domains": [{"name": "a", "roles": ["a"], "areas": [{"name": "x", "paths": ["../x"]}]}]}""", 1, "'../x' in a/x: a path pattern within the repository is expected");
        await RefusedAsync(server, """{"domains": [{"name": "a", "roles": ["a"], "areas": [{"name": "x", "skills": ["csharp"]}]}]}""", 1, "a/x asks for the skill 'csharp', which no agent here has.");

        (await server.TextAsync("domain", "show")).ShouldStartWith("version 1, not enforced\nbackend: ");
    }

    private static async Task RefusedAsync(UpServer server, string map, int exitCode, string says)
    {
        var ended = await server.RunAsync("domain", "set", await server.FileAsync("map.json", map));
        (ended.ExitCode, ended.Output).ShouldBe((exitCode, ""), ended.ToString());
        ended.Errors.ShouldContain(says);
    }
}
