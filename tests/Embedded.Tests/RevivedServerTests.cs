using System.Threading.Channels;
using Npgsql;
using Shouldly;
using Xunit;

namespace Weft.Embedded.Tests;

public sealed class RevivedServerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>QUIT is what pg_ctl sends for an immediate stop; INT for a fast one. KILL leaves the server's children and its files behind.</summary>
    [Theory]
    [InlineData("QUIT")]
    [InlineData("INT")]
    [InlineData("KILL")]
    public async Task a_server_that_ended_unasked_is_started_again_on_its_port_with_its_data(string signal)
    {
        var said = Channel.CreateUnbounded<string>();
        var options = _folder.Options with { Unsafe = false, Say = line => said.Writer.TryWrite(line) };
        await using var server = await EmbeddedPostgres.StartAsync(options, TestFolder.Token);
        await TestFolder.AskAsync(server.ConnectionString, "create table kept (word text); insert into kept values ('here')");
        for (var times = 0; times < 2; times++)
        {
            var before = server.ProcessId;
            await SendAsync(signal, before);
            (await said.Reader.ReadAsync(TestFolder.Token).AsTask().WaitAsync(Patience, TestFolder.Token)).ShouldContain("ended unexpectedly");
            (await said.Reader.ReadAsync(TestFolder.Token).AsTask().WaitAsync(Patience, TestFolder.Token)).ShouldContain("runs again");

            (await TestFolder.AskAsync(server.ConnectionString, "select word from kept")).ShouldBe("here");
            server.ProcessId.ShouldNotBe(before);
            LiveProcess.Is(before).ShouldBeFalse();
        }

        await server.StopAsync();
        LiveProcess.Is(server.ProcessId).ShouldBeFalse();
        await Should.ThrowAsync<NpgsqlException>(() => TestFolder.AskAsync(server.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task a_stop_while_the_server_is_down_leaves_nothing_running()
    {
        var server = await _folder.StartAsync();
        var cluster = new PostmasterFile(new DataDirLayout(_folder.DataDir).ExistingCluster());
        await SendAsync("QUIT", server.ProcessId);
        (await LiveProcess.EndsWithinAsync(server.ProcessId, TimeSpan.FromSeconds(20))).ShouldBeTrue();

        await server.DisposeAsync();

        (await cluster.LiveServerAsync(TestFolder.Token)).ShouldBeNull();
        await using var next = await _folder.StartAsync();
    }

    private static async Task SendAsync(string signal, int process) =>
        (await RunProgram.RunAsync(new RunProgram("kill", [$"-{signal}", $"{process}"]), TestFolder.Token)).Exit.ShouldBe(0);
}
