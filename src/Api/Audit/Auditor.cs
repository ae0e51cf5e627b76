using System.Text.Json;
using JasperFx;
using Marten;
using Npgsql;
using Weft.Api.Coordination;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Contracts;
using Weft.Domain;
using Weft.Projections;
using Weft.Projections.Audit;

namespace Weft.Api.Audit;

/// <summary>The audit replay with its own tables, in a schema beside the live ones. One at a time: it reads everything.</summary>
public sealed class Auditor(IDocumentStore store, NpgsqlDataSource database) : IDisposable
{
    public const string Schema = "weft_replay";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lazy<DocumentStore> _copies = new(() => DocumentStore.For(o =>
    {
        o.Connection(database);
        o.UseWeft().AddWeftRows();
        o.DatabaseSchemaName = Schema;
        o.AutoCreateSchemaObjects = AutoCreate.CreateOrUpdate;
    }));

    private readonly SemaphoreSlim _turn = new(1);

    public static Rejection Busy { get; } = Rejection.Because(DoorRefusals.Busy, "Another replay is under way; ask again when it has ended.");

    /// <summary>Null when others are under way and take long.</summary>
    public async Task<AuditReport?> ReplayAsync(string workspace, int maxDifferences, CancellationToken cancellation)
    {
        if (!await _turn.WaitAsync(Patience, cancellation))
        {
            return null;
        }

        try
        {
            return View(await new Replay(store, _copies.Value, database).RunAsync(workspace, maxDifferences, cancellation));
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A page of a read model's rows as of a position; null when another replay is under way.</summary>
    public async Task<(List<JsonElement> Rows, string? Next)?> AsOfAsync(string workspace, string table, long position, Asked asked, CancellationToken cancellation)
    {
        if (!await _turn.WaitAsync(Patience, cancellation))
        {
            return null;
        }

        try
        {
            var readModel = ReadModels.Tables.First(t => t.Table == table).ReadModel;
            await using var then = await Replayed.FromAsync(store, _copies.Value, workspace, new Dictionary<string, long> { [readModel] = position }, cancellation);
            return await RawRows.PageAsync(_copies.Value, database, table, then.Tenant, asked.After, asked.Limit, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        if (_copies.IsValueCreated)
        {
            _copies.Value.Dispose();
        }

        _turn.Dispose();
    }

    private static AuditReport View(ReplayReport r) => new(
        r.Workspace, r.Position, r.Events, r.Took.TotalSeconds, r.Equal,
        [.. r.Tables.Select(t => new ReadModelAudit(t.Table, t.Position, t.Rows, t.LiveHash, t.RebuiltHash, t.Equal, [.. t.Differences.Select(d => View(r.Workspace, d))]))]);

    private static Contracts.RowDifference View(string workspace, Projections.Audit.RowDifference d) => new(
        workspace, d.Id, d.Live is null ? "missing" : d.Rebuilt is null ? "extra" : "changed", Cut(d.Live), Cut(d.Rebuilt));

    private static string? Cut(string? text) => text is { Length: > 4096 } ? text[..4096] : text;
}
