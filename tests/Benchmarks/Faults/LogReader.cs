using System.Text.Json;
using Npgsql;
using Weft.Embedded;

namespace Weft.Benchmarks.Faults;

/// <summary>Reads what is to be judged from the database itself, after the server has stopped.</summary>
internal static class LogReader
{
    public static async Task<IReadOnlyList<Violation>> JudgeAsync(string folder, string workspace, IReadOnlyList<ToldCommand> told, CancellationToken cancellation)
    {
        await using var postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataDir = folder }, cancellation);
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString);
        return Judge(database, workspace, told);
    }

    public static IReadOnlyList<Violation> Judge(NpgsqlDataSource database, string workspace, IReadOnlyList<ToldCommand> told) =>
        LogChecker.Check(workspace, Events(database), [.. Receipts(database, workspace)], told);

    private static IEnumerable<LoggedEvent> Events(NpgsqlDataSource database)
    {
        using var command = database.CreateCommand("select seq_id, tenant_id, stream_id, version, type, data::text from weft.mt_events order by seq_id");
        command.CommandTimeout = 300;
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return new LoggedEvent(rows.GetInt64(0), rows.GetString(1), rows.GetString(2), rows.GetInt64(3), rows.GetString(4), Json(rows.GetString(5)));
        }
    }

    private static IEnumerable<LoggedReceipt> Receipts(NpgsqlDataSource database, string workspace)
    {
        using var command = database.CreateCommand("select tenant, actor, key, coalesce(reply, answer::text) from weft.weft_receipts where tenant = $1");
        command.CommandTimeout = 300;
        command.Parameters.AddWithValue(workspace);
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return new LoggedReceipt(rows.GetString(0), rows.GetString(1), rows.GetString(2), Json(rows.GetString(3)));
        }
    }

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
