using Weft.Api.Access;
using Weft.Api.Agents;
using Weft.Api.Conflicts;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Access;
using Weft.Projections.Agents;
using Weft.Projections.Conflicts;
using Weft.Projections.Workflows;
using Wolverine.Http;

namespace Weft.Api.Workflows;

public static class GetBoardEndpoint
{
    private const int Workflows = 100;
    private const int Tasks = 400;
    private const int Agents = 256;
    private const int Conflicts = 50;

    /// <summary>What is going on now: live runs, tasks that somebody can take or holds, agents, conflicts that wait for an answer.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/board", OperationId = "getBoard"), Needs(Permission.Read)]
    public static Task<View<BoardView>> Get(string workspace, HttpContext http, Reads reads) =>
        reads.OneAsync<BoardView>(http, [BoardProjection.BoardName, ConflictProjection.ConflictsName], Rejection.Because("board.unknown", "There is no board."), async (moment, cancellation) =>
        {
            var (flows, moreFlows) = await moment.PageAsync<WorkflowRow>("workflow_row", "active", [], null, Workflows, newestFirst: true, cancellation);
            var (tasks, moreTasks) = await moment.PageAsync<TaskRow>("task_row", "active", [], null, Tasks, newestFirst: true, cancellation);
            var (agents, moreAgents) = await moment.PageAsync<AgentRow>(
                "agent_row", "coalesce(data -> 'state' ->> 'status', '') <> 'Left'", [], null, Agents, newestFirst: false, cancellation);
            var (conflicts, moreConflicts) = await moment.PageAsync<ConflictRow>("conflict_row", "open", [], null, Conflicts, newestFirst: true, cancellation);
            return new BoardView(
                moment.Position, await moment.ViewsAsync(flows, cancellation), [.. tasks.Select(t => t.View())], [.. agents.Select(a => a.View())],
                [.. conflicts.Select(c => c.View())], (moreFlows ?? moreTasks ?? moreAgents ?? moreConflicts) is not null);
        });
}
