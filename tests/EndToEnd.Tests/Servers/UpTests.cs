using System.Text.Json;
using Shouldly;

namespace Weft.EndToEnd.Tests.Servers;

[Trait("Capability", "Z10")]
public sealed class UpTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task A_second_up_on_the_same_folder_exits_4_and_names_the_holder()
    {
        using var first = WeftProcess.Start(["up", "--data-dir", _folder.Data, "--port", "0", "--json"]);
        var url = Member(await first.FirstOutputAsync(), "url");

        var second = await WeftProcess.RunAsync(["up", "--data-dir", _folder.Data, "--port", "0"]);

        second.ExitCode.ShouldBe(4, second.ToString());
        second.Errors.ShouldContain($"process {first.Id} at {url}");
        (await first.StopAsync()).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task The_workspace_that_commands_talk_about_is_there_from_the_first_start()
    {
        using var up = WeftProcess.Start(["up", "--data-dir", _folder.Data, "--port", "0", "--json"]);
        await up.FirstOutputAsync();

        var board = await WeftProcess.RunAsync(["board", "--data-dir", _folder.Data]);

        board.ExitCode.ShouldBe(0, board.ToString());
        (await up.StopAsync()).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task What_was_stored_is_there_after_a_stop_and_a_start()
    {
        using (var first = WeftProcess.Start(["up", "--data-dir", _folder.Data, "--port", "0", "--json"]))
        {
            await first.FirstOutputAsync();
            await IssueAsync("kept");
            (await first.StopAsync()).ExitCode.ShouldBe(0);
        }

        using var second = WeftProcess.Start(["up", "--data-dir", _folder.Data, "--port", "0", "--json"]);
        await second.FirstOutputAsync();

        (await WeftProcess.RunAsync(["key", "list", "--data-dir", _folder.Data])).Output.ShouldContain("kept");
        (await second.StopAsync()).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task After_kill_9_the_next_up_finds_the_data()
    {
        using (var killed = WeftProcess.Start(["up", "--data-dir", _folder.Data, "--port", "0", "--json"]))
        {
            await killed.FirstOutputAsync();
            await IssueAsync("survivor");
            await killed.KillAsync();
        }

        using var next = WeftProcess.Start(["up", "--data-dir", _folder.Data, "--port", "0", "--json"]);
        await next.FirstOutputAsync();

        (await WeftProcess.RunAsync(["key", "list", "--data-dir", _folder.Data])).Output.ShouldContain("survivor");
        (await next.StopAsync()).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task With_json_standard_output_is_json_and_the_admin_key_is_its_owners_alone()
    {
        using var up = WeftProcess.Start(["up", "--data-dir", _folder.Data, "--port", "0", "--json"]);
        await up.FirstOutputAsync();
        var keyFile = Path.Combine(_folder.Data, "admin.key");

        var ended = await up.StopAsync();

        Member(ended.Output, "adminKeyFile").ShouldBe(keyFile);
        File.GetUnixFileMode(keyFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        ended.Output.ShouldNotContain(await File.ReadAllTextAsync(keyFile, TestContext.Current.CancellationToken));
    }

    public void Dispose() => _folder.Dispose();

    private async Task IssueAsync(string name)
    {
        var issued = await WeftProcess.RunAsync(["key", "issue", name, "--role", "viewer", "--data-dir", _folder.Data, "--json"]);
        issued.ExitCode.ShouldBe(0, issued.ToString());
    }

    private static string Member(string json, string name) => JsonDocument.Parse(json).RootElement.GetProperty(name).GetString()!;
}
