using Shouldly;
using Xunit;

namespace Weft.Embedded.Tests;

public sealed class BackupTests : IDisposable
{
    private const string Fill = "create table kept (n int); insert into kept select generate_series(1, 1000)";
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task a_backup_can_be_restored_and_only_the_newest_five_stay()
    {
        await using var server = await _folder.StartAsync();
        await TestFolder.AskAsync(server.ConnectionString, Fill);
        var folder = Path.Combine(_folder.Root, "backups");
        List<string> made = [];
        for (var i = 0; i < 7; i++)
        {
            made.Add(await server.BackupAsync(folder, TestFolder.Token));
        }

        Directory.GetFileSystemEntries(folder).Order(StringComparer.Ordinal).ShouldBe(made.TakeLast(5));
        if (Directory.Exists(made[^1]))
        {
            // A copy of the cluster: PostgreSQL has no pg_dump here, and the test below restores it.
            return;
        }

        var (exit, sql) = await RunProgram.RunAsync(
            new RunProgram(Path.Combine(server.BinDir, "pg_restore"), ["-f", "-", made[^1]]), TestFolder.Token);
        exit.ShouldBe(0, sql);
        sql.ShouldContain("CREATE TABLE public.kept");
        sql.ShouldContain("\n1000\n");
    }

    [Fact]
    public async Task without_pg_dump_the_cluster_is_copied_and_the_copy_starts()
    {
        var search = await WithoutPgDumpAsync();
        string copy;
        await using (var server = await EmbeddedPostgres.StartAsync(_folder.Options with { Search = search }, TestFolder.Token))
        {
            await TestFolder.AskAsync(server.ConnectionString, Fill);
            copy = await server.BackupAsync(Path.Combine(_folder.Root, "backups"), TestFolder.Token);
            await TestFolder.AskAsync(server.ConnectionString, "truncate kept");
        }

        var cluster = new DataDirLayout(_folder.DataDir).ExistingCluster();
        Directory.Delete(cluster, recursive: true);
        Directory.Move(copy, cluster);
        await using var restored = await EmbeddedPostgres.StartAsync(_folder.Options with { Search = search }, TestFolder.Token);
        (await TestFolder.AskAsync(restored.ConnectionString, "select count(*) from kept")).ShouldBe(1000L);
    }

    // As the npm package has it: the server's three programs and no client.
    private async Task<PostgresSearch> WithoutPgDumpAsync()
    {
        var binaries = await PostgresSource.FindAsync(PostgresSearch.ThisMachine(), major: null, TestFolder.Token);
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Root, "bin")).FullName;
        foreach (var name in new[] { "postgres", "initdb", "pg_ctl" })
        {
            File.CreateSymbolicLink(Path.Combine(folder, name), binaries.Program(name));
        }

        return new PostgresSearch { PgBin = folder };
    }
}
