using Weft.Projections.Balancing;
using Weft.Projections.Conflicts;
using Weft.Projections.Templates;
using Weft.Projections.Workflows;

namespace Weft.Projections.Audit;

/// <summary>Which tables a read model consists of.</summary>
public static class ReadModels
{
    public static IReadOnlyList<(string ReadModel, string Table)> Tables { get; } =
    [
        (BoardProjection.BoardName, "agent_row"),
        (BalancingProjection.BalancingName, "balance_row"),
        (ConflictProjection.ConflictsName, "conflict_row"),
        (BoardProjection.BoardName, "family_row"),
        (BoardProjection.BoardName, "gate_row"),
        (BoardProjection.BoardName, "plan_row"),
        (BoardProjection.BoardName, "run_row"),
        (BoardProjection.BoardName, "sla_row"),
        (BoardProjection.BoardName, "task_row"),
        (TemplateProjection.TemplatesName, "template_row"),
        (BoardProjection.BoardName, "throughput_bucket"),
        (BalancingProjection.BalancingName, "trigger_row"),
        (BalancingProjection.BalancingName, "window_row"),
        (BoardProjection.BoardName, "workflow_row"),
    ];
}
