using Npgsql;
using Shouldly;
using Xunit;

namespace Weft.Embedded.Tests;

public sealed class StartAndStopTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task data_is_found_again_by_the_next_start()
    {
        await using (var first = await _folder.StartAsync())
        {
            await TestFolder.AskAsync(first.ConnectionString, "create table kept (word text); insert into kept values ('here')");
        }

        await using var second = await _folder.StartAsync();
        (await TestFolder.AskAsync(second.ConnectionString, "select word from kept")).ShouldBe("here");
    }

    [Fact]
    public async Task no_process_is_left_after_the_server_was_disposed_of()
    {
        var server = await _folder.StartAsync();
        LiveProcess.Is(server.ProcessId).ShouldBeTrue();
        await server.DisposeAsync();
        await server.DisposeAsync();
        LiveProcess.Is(server.ProcessId).ShouldBeFalse();
        await Should.ThrowAsync<NpgsqlException>(() => TestFolder.AskAsync(server.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task what_was_committed_survives_an_immediate_stop()
    {
        var first = await EmbeddedPostgres.StartAsync(_folder.Options with { Unsafe = false }, TestFolder.Token);
        await TestFolder.AskAsync(first.ConnectionString, "create table kept (word text); insert into kept values ('here')");
        await first.KillImmediateAsync();

        await using var second = await EmbeddedPostgres.StartAsync(_folder.Options with { Unsafe = false, Port = first.Port }, TestFolder.Token);
        second.Port.ShouldBe(first.Port);
        (await TestFolder.AskAsync(second.ConnectionString, "select word from kept")).ShouldBe("here");
        (await File.ReadAllTextAsync(Path.Combine(second.DataDir, "log"), TestFolder.Token)).ShouldContain("automatic recovery in progress");
    }

    [Fact]
    public async Task the_server_listens_on_loopback_and_asks_for_the_password()
    {
        await using var server = await _folder.StartAsync();
        (await TestFolder.AskAsync(server.ConnectionString, "show listen_addresses")).ShouldBe("127.0.0.1");
        (await TestFolder.AskAsync(server.ConnectionString, "show unix_socket_directories")).ShouldBe("");
        (await TestFolder.AskAsync(server.ConnectionString, "show data_checksums")).ShouldBe("on");
        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "wrong" }.ConnectionString;
        var refusal = await Should.ThrowAsync<PostgresException>(() => TestFolder.AskAsync(wrong, "select 1"));
        refusal.SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
    }

    [Fact]
    public async Task upper_and_lower_case_know_more_than_ascii()
    {
        await using var server = await _folder.StartAsync();
        (await TestFolder.AskAsync(server.ConnectionString, "select lower('ÄÉŁ') = 'äéł' and 'GRÜN' ilike 'grün'")).ShouldBe(true);
    }

    [Fact]
    public async Task a_setting_of_the_caller_wins_and_a_malicious_one_is_refused()
    {
        var more = new Dictionary<string, string> { ["work_mem"] = "7MB" };
        await using (var server = await EmbeddedPostgres.StartAsync(_folder.Options with { Settings = more }, TestFolder.Token))
        {
            (await TestFolder.AskAsync(server.ConnectionString, "show work_mem")).ShouldBe("7MB");
        }

        more["work_mem"] = "7MB'; touch /tmp/x; '";
        await Should.ThrowAsync<ArgumentException>(
            () => EmbeddedPostgres.StartAsync(_folder.Options with { Settings = more }, TestFolder.Token));
        await using var again = await _folder.StartAsync();
    }

    [Fact]
    public async Task a_port_in_use_is_named()
    {
        await using var first = await _folder.StartAsync();
        var other = _folder.Options with { DataDir = Path.Combine(_folder.Root, "other"), Port = first.Port };
        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(other, TestFolder.Token));
        refusal.Message.ShouldContain($"Port {first.Port}");
    }

    [Fact]
    public async Task a_start_that_takes_too_long_leaves_nothing_behind()
    {
        await using (await _folder.StartAsync())
        {
        }

        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(
            () => EmbeddedPostgres.StartAsync(_folder.Options with { StartTimeout = TimeSpan.Zero }, TestFolder.Token));
        refusal.Message.ShouldContain("did not start within 0 s");
        (await new PostmasterFile(new DataDirLayout(_folder.DataDir).ExistingCluster()).LiveServerAsync(TestFolder.Token)).ShouldBeNull();
        Should.Throw<InvalidOperationException>(() => SupervisorProcess.Of(_folder.DataDir));
        await using var next = await _folder.StartAsync();
    }
}
