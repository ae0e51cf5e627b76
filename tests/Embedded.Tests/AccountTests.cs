using Shouldly;
using Xunit;

namespace Weft.Embedded.Tests;

public sealed class AccountTests : IDisposable
{
    private readonly TestFolder _open = new();

    private readonly TestFolder _closed = new(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    public void Dispose()
    {
        _open.Dispose();
        _closed.Dispose();
    }

    [Fact]
    public async Task a_folder_that_only_we_may_enter_is_good_enough()
    {
        await using (var first = await _closed.StartAsync())
        {
            await TestFolder.AskAsync(first.ConnectionString, "create table kept (word text); insert into kept values ('here')");
        }

        await using var second = await _closed.StartAsync();
        (await TestFolder.AskAsync(second.ConnectionString, "select word from kept")).ShouldBe("here");
    }

    [Fact]
    public async Task the_server_never_has_the_rights_of_root()
    {
        await using var server = await _open.StartAsync();
        (await OwnerOf($"/proc/{server.ProcessId}")).ShouldNotBe("0");
    }

    [Fact]
    public async Task a_folder_that_was_open_and_is_closed_now_still_opens()
    {
        await using (await _open.StartAsync())
        {
        }

        Close(_open.Root);
        await using var server = await _open.StartAsync();
        (await TestFolder.AskAsync(server.ConnectionString, "select 1")).ShouldBe(1);
    }

    [Fact]
    public void the_default_folder_is_one_that_the_server_can_reach()
    {
        if (OperatingSystem.IsLinux())
        {
            DefaultDataDir.Resolve(root: true, "/root/data", "/root").ShouldBe("/var/lib/weft");
            DefaultDataDir.Resolve(root: false, null, "/home/ada").ShouldBe("/home/ada/.local/share/weft");
            DefaultDataDir.Resolve(root: false, "relative", "/home/ada").ShouldBe("/home/ada/.local/share/weft");
            DefaultDataDir.Resolve(root: false, "/data/ada", "/home/ada").ShouldBe("/data/ada/weft");
        }

        Path.IsPathRooted(DefaultDataDir.Resolve()).ShouldBeTrue();
    }

    private static void Close(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static async Task<string> OwnerOf(string path) =>
        (await RunProgram.RunAsync(new RunProgram("stat", ["-c", "%u", path]), TestFolder.Token)).Output.Trim();
}
