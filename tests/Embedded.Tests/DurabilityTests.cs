using Npgsql;
using Shouldly;
using Xunit;

namespace Weft.Embedded.Tests;

public sealed class DurabilityTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task a_hasty_server_is_found_out_and_a_normal_one_is_not()
    {
        await using (var hasty = await _folder.StartAsync())
        {
            var report = await ReadAsync(hasty.ConnectionString);
            report.PostgresTooOld.ShouldBeFalse();
            report.Unsafe.Select(setting => setting.Name).ShouldBe(["fsync", "full_page_writes", "synchronous_commit"]);
            report.Objections[0].ShouldBe("fsync is off: what was committed may be lost or unreadable after the machine stops.");
        }

        await using var normal = await EmbeddedPostgres.StartAsync(_folder.Options with { Unsafe = false }, TestFolder.Token);
        (await ReadAsync(normal.ConnectionString)).Objections.ShouldBeEmpty();
        await TestFolder.AskAsync(normal.ConnectionString, "alter database weft set synchronous_commit = off");
        (await ReadAsync(normal.ConnectionString)).Unsafe.Single().Name.ShouldBe("synchronous_commit");
    }

    [Fact]
    public void an_old_server_is_an_objection()
    {
        new DurabilityReport(140_012, []).Objections.ShouldBe(["This is PostgreSQL 14; Weft needs 15 or newer."]);
        new DurabilityReport(150_000, []).Objections.ShouldBeEmpty();
    }

    private static async Task<DurabilityReport> ReadAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        return await DurabilityCheck.ReadAsync(source, TestFolder.Token);
    }
}
