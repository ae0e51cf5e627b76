using FluentValidation;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Projections.Audit;
using Wolverine.Http;

namespace Weft.Api.Audit;

public static class ReplayAuditEndpoint
{
    /// <summary>Builds all read models of the workspace again from its events, beside the live ones, and compares them row by row.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/audit/replay", OperationId = "replayAudit"), Needs(Permission.Audit)]
    public static async Task<View<AuditReport>> Post(string workspace, AuditReplayRequest body, HttpContext http, Auditor auditor, Reads reads)
    {
        if (await reads.NotReadyAsync(http, [.. ReadModels.Tables.Select(t => t.ReadModel)]) is { } problem)
        {
            return problem;
        }

        return await auditor.ReplayAsync(workspace, body.MaxDifferences, http.RequestAborted) is { } report
            ? new View<AuditReport>(report, report.Position)
            : Auditor.Busy;
    }
}

public sealed class AuditReplayRules : AbstractValidator<AuditReplayRequest>
{
    public AuditReplayRules() => RuleFor(b => b.MaxDifferences).InclusiveBetween(0, 100);
}
