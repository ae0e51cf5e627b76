using FluentValidation;
using JasperFx;
using Marten;
using Npgsql;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Access;
using Weft.Projections;
using Weft.Projections.Audit;
using Wolverine.Http;

namespace Weft.Api.Audit;

/// <summary>The audit replay with its own tables, in a schema beside the live ones. One at a time: it reads everything.</summary>
public sealed class Auditor(IDocumentStore store, NpgsqlDataSource database) : IDisposable
{
    public const string Schema = "weft_replay";

    private readonly Lazy<DocumentStore> _copies = new(() => DocumentStore.For(o =>
    {
        o.Connection(database);
        o.UseWeft().AddWeftRows();
        o.DatabaseSchemaName = Schema;
        o.AutoCreateSchemaObjects = AutoCreate.CreateOrUpdate;
    }));

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Null when another one is under way.</summary>
    public async Task<AuditReport?> ReplayAsync(string workspace, int maxDifferences, CancellationToken cancellation)
    {
        if (!await _turn.WaitAsync(TimeSpan.Zero, cancellation))
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

    /// <summary>Read models as of a position, until disposed of.</summary>
    public Task<Replayed> AsOfAsync(string workspace, string readModel, long position, CancellationToken cancellation) =>
        Replayed.FromAsync(store, _copies.Value, workspace, new Dictionary<string, long> { [readModel] = position }, cancellation);

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

public static class ReplayAuditEndpoint
{
    /// <summary>Builds all read models of the workspace again from its events, beside the live ones, and compares them row by row.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/audit/replay", OperationId = "replayAudit"), Needs(Permission.Audit)]
    public static async Task<View<AuditReport>> Post(string workspace, AuditReplayRequest body, HttpContext http, Auditor auditor, Mailboxes workspaces, Reads reads)
    {
        if (await reads.NotReadyAsync(http, [.. ReadModels.Tables.Select(t => t.ReadModel)]) is { } problem)
        {
            return problem;
        }

        return await auditor.ReplayAsync(workspace, body.MaxDifferences, http.RequestAborted) is { } report
            ? new View<AuditReport>(report, report.Position)
            : Rejection.Because("audit.busy", "Another replay is under way; ask again when it has ended.");
    }
}

public sealed class AuditReplayRules : AbstractValidator<AuditReplayRequest>
{
    public AuditReplayRules() => RuleFor(b => b.MaxDifferences).InclusiveBetween(0, 100);
}
