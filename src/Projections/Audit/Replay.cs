using System.Collections.Immutable;
using System.Data;
using System.Diagnostics;
using Marten;
using Npgsql;

namespace Weft.Projections.Audit;

/// <param name="Live">canonical text of the row that is served; null when there is none</param>
/// <param name="Rebuilt">of the row that the events give</param>
public sealed record RowDifference(string Id, string? Live, string? Rebuilt);

/// <param name="Position">both sides reflect all events up to here</param>
public sealed record TableAudit(string ReadModel, string Table, long Position, int Rows, string LiveHash, string RebuiltHash, ImmutableArray<RowDifference> Differences)
{
    public bool Equal => LiveHash == RebuiltHash;
}

public sealed record ReplayReport(string Workspace, long Position, long Events, TimeSpan Took, ImmutableArray<TableAudit> Tables)
{
    public bool Equal => Tables.All(t => t.Equal);
}

/// <summary>The audit: builds all read models of a workspace again from its events, beside the live ones and while these move on, and
/// compares them row by row as of the same position.</summary>
public sealed class Replay(IDocumentStore store, IDocumentStore copies, NpgsqlDataSource database)
{
    public async Task<ReplayReport> RunAsync(string workspace, int maxDifferences, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        await using var connection = await database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation).ConfigureAwait(false);
        await using var patience = new NpgsqlCommand("set local idle_in_transaction_session_timeout = 0", connection, moment);
        await patience.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        var progress = await Progress.ReadAsync(store, connection, cancellation).ConfigureAwait(false);
        var upTo = ReadModels.Tables.Select(t => t.ReadModel).Distinct(StringComparer.Ordinal).ToDictionary(m => m, m => progress.GetValueOrDefault(m), StringComparer.Ordinal);
        await using var replayed = await Replayed.FromAsync(store, copies, workspace, upTo, cancellation).ConfigureAwait(false);
        var tables = ImmutableArray.CreateBuilder<TableAudit>();
        foreach (var (readModel, table) in ReadModels.Tables)
        {
            tables.Add(await CompareAsync(connection, readModel, table, upTo[readModel], workspace, replayed.Tenant, maxDifferences, cancellation).ConfigureAwait(false));
        }

        return new(workspace, upTo.Values.Min(), replayed.Events, clock.Elapsed, tables.ToImmutable());
    }

    /// <param name="live">its transaction sees the live rows as they were when the replay began</param>
    private async Task<TableAudit> CompareAsync(
        NpgsqlConnection live, string readModel, string table, long position, string workspace, string copy, int maxDifferences, CancellationToken cancellation)
    {
        await using var now = await database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        var mine = await RowHashes.ReadAsync(store, live, table, workspace, cancellation).ConfigureAwait(false);
        var theirs = await RowHashes.ReadAsync(copies, now, table, copy, cancellation).ConfigureAwait(false);
        var differences = ImmutableArray.CreateBuilder<RowDifference>();
        foreach (var id in mine.DifferencesTo(theirs).Take(maxDifferences))
        {
            differences.Add(new(
                id,
                await RowHashes.TextAsync(store, live, table, workspace, id, cancellation).ConfigureAwait(false),
                await RowHashes.TextAsync(copies, now, table, copy, id, cancellation).ConfigureAwait(false)));
        }

        return new(readModel, table, position, mine.Count, mine.Hash, theirs.Hash, differences.ToImmutable());
    }
}
