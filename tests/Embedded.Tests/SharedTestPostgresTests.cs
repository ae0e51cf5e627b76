using Npgsql;
using Shouldly;
using Xunit;

namespace Weft.Embedded.Tests;

public sealed class SharedTestPostgresTests
{
    [Fact]
    public async Task every_caller_gets_the_same_server_and_a_database_of_its_own()
    {
        var postgres = await SharedTestPostgres.GetAsync();
        (await SharedTestPostgres.GetAsync()).ShouldBeSameAs(postgres);
        var connections = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => postgres.CreateDatabaseAsync(ct: TestFolder.Token)));
        connections.Distinct().Count().ShouldBe(4);
        foreach (var connection in connections)
        {
            await TestFolder.AskAsync(connection, "create table mine (n int)");
        }
    }

    [Fact]
    public async Task a_template_is_copied_although_sessions_are_open_on_it()
    {
        var postgres = await SharedTestPostgres.GetAsync();
        var template = await postgres.CreateDatabaseAsync(ct: TestFolder.Token);
        await using var pooled = new NpgsqlConnection(template);
        await pooled.OpenAsync(TestFolder.Token);
        await using var create = new NpgsqlCommand("create table schema_of_all (n int)", pooled);
        await create.ExecuteNonQueryAsync(TestFolder.Token);

        var copy = await postgres.CreateDatabaseAsync(SharedTestPostgres.DatabaseOf(template), TestFolder.Token);
        (await TestFolder.AskAsync(copy, "select count(*) from schema_of_all")).ShouldBe(0L);
    }

    [Fact]
    public async Task the_folder_of_a_killed_process_is_removed_by_the_next()
    {
        const int Ended = int.MaxValue;
        var (abandoned, used, beingFilled) = (TestFolders.Create(Ended), TestFolders.Create(Ended), TestFolders.Create(Environment.ProcessId));
        await File.WriteAllTextAsync(Path.Combine(abandoned, "lock"), "", TestFolder.Token);
        await File.WriteAllTextAsync(Path.Combine(beingFilled, "lock"), "", TestFolder.Token);
        using (DataDirLock.Take(new DataDirLayout(used), TimeProvider.System, url: null))
        {
            await TestFolders.RemoveAbandonedAsync();
            Directory.Exists(abandoned).ShouldBeFalse();
            Directory.Exists(used).ShouldBeTrue();
        }

        await TestFolders.RemoveAbandonedAsync();
        Directory.Exists(used).ShouldBeFalse();
        Directory.Exists(beingFilled).ShouldBeTrue("its maker lives and is about to take its lock");
        Directory.Delete(beingFilled, recursive: true);
    }
}
