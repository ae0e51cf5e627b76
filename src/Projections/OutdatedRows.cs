using Marten;
using Npgsql;
using Weft.Projections.Audit;

namespace Weft.Projections;

/// <summary>Rows that another version of a read model has made. The name under which Marten keeps how far a read model has come has the version in it,
/// so the database knows what its rows are; those of another version are thrown away at start, before the first event is applied, and all
/// are made anew. How far the old ones had come is kept: until the new ones are there, they are not read.</summary>
public static class OutdatedRows
{
    private const string Before = "-before";
    /// <summary>Was a read model of its own until the board took it in, and made its rows anew.</summary>
    private const string Former = "timeline";
    private const int Lock = 715264;

    /// <summary>Which position the read model had before it was begun anew; 0 when it never was.</summary>
    public static long PositionBefore(IReadOnlyDictionary<string, long> progress, string readModel) => progress.GetValueOrDefault(readModel + Before);

    /// <summary>The first of these whose rows were thrown away and that has not come again to where they stood; null: none.</summary>
    public static string? Rebuilding(IReadOnlyDictionary<string, long> progress, IEnumerable<string> readModels) =>
        readModels.FirstOrDefault(m => progress.GetValueOrDefault(m) < PositionBefore(progress, m));

    /// <summary>Of several servers that start at once, one does it. A server of another version must not run meanwhile.</summary>
    /// <returns>names of the read models that begin anew</returns>
    public static async Task<IReadOnlyList<string>> DropAsync(IDocumentStore store, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var schema = store.Options.DatabaseSchemaName;
        await using var connection = await database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await RunAsync(connection, $"select pg_advisory_xact_lock({Lock})", [], cancellation).ConfigureAwait(false);
        await RunAsync(connection, $"delete from {schema}.mt_event_progression where split_part(name, ':', 1) = '{Former}'", [], cancellation).ConfigureAwait(false);
        var anew = new List<string>();
        foreach (var readModel in WeftProjections.All())
        {
            if (await ForgetAsync(connection, schema, readModel, cancellation).ConfigureAwait(false))
            {
                foreach (var (_, table) in ReadModels.Tables.Where(t => t.ReadModel == readModel.Name))
                {
                    await RunAsync(connection, $"delete from {schema}.mt_doc_{table}", [], cancellation).ConfigureAwait(false);
                }

                anew.Add(readModel.Name);
            }
        }

        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return anew;
    }

    /// <summary>Whether there was another version; how far it had come is noted, and how far this one had, beside which it wrote, is not believed.</summary>
    private static async Task<bool> ForgetAsync(NpgsqlConnection connection, string schema, RowProjection readModel, CancellationToken cancellation)
    {
        var noted = await RunAsync(
            connection,
            $"""
            with gone as (
                delete from {schema}.mt_event_progression p where split_part(p.name, ':', 1) = $1
                    and exists (select 1 from {schema}.mt_event_progression o where split_part(o.name, ':', 1) = $1 and o.name <> $2)
                returning p.last_seq_id)
            insert into {schema}.mt_event_progression as b (name, last_seq_id) select $3, max(last_seq_id) from gone having count(*) > 0
            on conflict (name) do update set last_seq_id = greatest(b.last_seq_id, excluded.last_seq_id)
            """,
            [readModel.Name, readModel.Progression, readModel.Name + Before],
            cancellation).ConfigureAwait(false);
        return noted > 0;
    }

    private static async Task<int> RunAsync(NpgsqlConnection connection, string sql, string[] arguments, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        foreach (var argument in arguments)
        {
            command.Parameters.AddWithValue(argument);
        }

        return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }
}
