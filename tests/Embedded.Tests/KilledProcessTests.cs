using Shouldly;
using Xunit;

namespace Weft.Embedded.Tests;

public sealed class KilledProcessTests : IDisposable
{
    private const string Fill = "create table kept (n int); insert into kept select generate_series(1, 1000)";
    private const string Count = "select count(*) from kept";
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task the_server_of_a_killed_process_stops_and_its_data_is_found_again(bool withItsChildren)
    {
        using var holder = await HolderProcess.StartAsync(_folder.DataDir);
        await TestFolder.AskAsync(holder.ConnectionString, Fill);
        await holder.KillAsync(withItsChildren);
        (await LiveProcess.EndsWithinAsync(holder.ServerId, TimeSpan.FromSeconds(30))).ShouldBeTrue();

        await using var next = await _folder.StartAsync();
        (await TestFolder.AskAsync(next.ConnectionString, Count)).ShouldBe(1000L);
        var log = await File.ReadAllTextAsync(Path.Combine(_folder.DataDir, "log"), TestFolder.Token);
        log.ShouldNotContain("automatic recovery in progress");
    }

    [Fact]
    public async Task a_start_need_not_wait_for_the_server_of_the_killed_process()
    {
        using var holder = await HolderProcess.StartAsync(_folder.DataDir);
        await TestFolder.AskAsync(holder.ConnectionString, Fill);
        await holder.KillAsync();

        await using var next = await _folder.StartAsync();
        (await TestFolder.AskAsync(next.ConnectionString, Count)).ShouldBe(1000L);
        LiveProcess.Is(next.ProcessId).ShouldBeTrue();
        LiveProcess.Is(holder.ServerId).ShouldBeFalse();
    }

    [Fact]
    public async Task a_server_without_any_supervisor_is_stopped_by_the_next_start()
    {
        using var holder = await HolderProcess.StartAsync(_folder.DataDir);
        await TestFolder.AskAsync(holder.ConnectionString, Fill);
        SupervisorProcess.Of(_folder.DataDir).Kill();
        await holder.KillAsync();
        LiveProcess.Is(holder.ServerId).ShouldBeTrue();

        await using var next = await _folder.StartAsync();
        LiveProcess.Is(holder.ServerId).ShouldBeFalse();
        (await TestFolder.AskAsync(next.ConnectionString, Count)).ShouldBe(1000L);
    }

    [Fact]
    public async Task a_server_whose_supervisor_was_killed_is_stopped_all_the_same()
    {
        var server = await _folder.StartAsync();
        SupervisorProcess.Of(_folder.DataDir).Kill();
        await server.DisposeAsync();
        LiveProcess.Is(server.ProcessId).ShouldBeFalse();
    }

    [Fact]
    public async Task a_process_file_whose_number_went_to_another_server_stops_neither()
    {
        string file;
        await using (var first = await _folder.StartAsync())
        {
            await TestFolder.AskAsync(first.ConnectionString, Fill);
            file = Path.Combine(new DataDirLayout(_folder.DataDir).ExistingCluster(), "postmaster.pid");
            File.Copy(file, file + ".old");
        }

        // As after the power failed: the file is there, and its number is now that of another server, which has to be left alone.
        await using var other = await EmbeddedPostgres.StartAsync(
            _folder.Options with { DataDir = Path.Combine(_folder.Root, "other") }, TestFolder.Token);
        var lines = await File.ReadAllLinesAsync(file + ".old", TestFolder.Token);
        lines[0] = $"{other.ProcessId}";
        await File.WriteAllLinesAsync(file, lines, TestFolder.Token);
        await using var second = await _folder.StartAsync();
        (await TestFolder.AskAsync(second.ConnectionString, Count)).ShouldBe(1000L);
        (await TestFolder.AskAsync(other.ConnectionString, "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task what_a_killed_initdb_left_is_thrown_away()
    {
        var binaries = await PostgresSource.FindAsync(PostgresSearch.ThisMachine(), major: null, TestFolder.Token);
        var half = new DataDirLayout(_folder.DataDir).Cluster(binaries.Major) + ".new";
        Directory.CreateDirectory(half);
        await File.WriteAllTextAsync(Path.Combine(half, "PG_VERSION"), $"{binaries.Major}\n", TestFolder.Token);
        await using var server = await _folder.StartAsync();
        (await TestFolder.AskAsync(server.ConnectionString, "select 1")).ShouldBe(1);
        Directory.Exists(half).ShouldBeFalse();
    }
}
