using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Agents;
using Weft.Projections.Agents;
using Weft.Projections.Workflows;
using Wolverine.Http;

namespace Weft.Api.Agents;

public static class GetTrainingEndpoint
{
    private const string Learns = "exists (select from jsonb_array_elements(data -> 'state' -> 'trainings') t)";
    private const string LearnsFrom = "exists (select from jsonb_array_elements(data -> 'state' -> 'trainings') t where t ->> 'supervisor' = $2)";

    /// <summary>Who learns which skill, what of it is under way and what waits for its review; with supervisor=NAME only what that agent reviews.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/training", OperationId = "listTraining"), Needs(Permission.Read)]
    public static Task<View<Page<LearnerView>>> Get(string workspace, HttpContext http, Reads reads, string? supervisor = null) =>
        reads.PageAsync<LearnerView>(http, [BoardProjection.BoardName], async (moment, asked, cancellation) =>
        {
            var (rows, next) = await moment.PageAsync<AgentRow>(
                "agent_row", supervisor is null ? Learns : LearnsFrom, supervisor is null ? [] : [supervisor], asked.After, asked.Limit, newestFirst: false, cancellation);
            return ([.. rows.SelectMany(r => r.State!.Trainings.Where(t => supervisor is null || t.Supervisor == supervisor).Select(t => View(r, t)))], next);
        });

    private static LearnerView View(AgentRow row, Training t) => new(
        row.Id, t.Skill, t.Level, t.Supervisor, t.Trigger, t.Passed, t.Failed,
        [.. row.Held.Where(h => h.Practice?.Contains(t.Skill) == true).Select(h => new PracticeView(h.Workflow, h.Task, h.Attempt, h.Since))],
        [.. t.Awaiting.Select(w => new PracticeView(w.Workflow, w.Task, w.Attempt, w.HandedInAt))]);
}
