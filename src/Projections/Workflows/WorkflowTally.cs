using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Projections.Workflows;

/// <summary>The sums in a workflow's row that follow from a change of one task or gate.</summary>
internal static class WorkflowTally
{
    public static WorkflowRow Count(this WorkflowRow flow, TaskRow? before, TaskRow after)
    {
        if (after.Kind != WorkKind.Work)
        {
            return flow;
        }

        var (was, now) = (before?.Status, after.Status);
        var done = Done(now) - Done(was);
        var progress = after.Progress - (before?.Progress ?? 0);
        return flow with
        {
            Tasks = flow.Tasks.Move(was, now),
            Progress = flow.Progress + progress,
            OpenConflicts = flow.OpenConflicts + Is(now, WorkStatus.Conflicted) - Is(was, WorkStatus.Conflicted),
            Stages = before is null || done != 0 ? flow.Stages.Count(after.Stage, before is null ? 1 : 0, done) : flow.Stages,
            Milestones = flow.Milestones.Count(after.Milestones, -done, progress),
        };
    }

    public static WorkflowRow Count(this WorkflowRow flow, GateRow before, GateRow after)
    {
        var done = Passed(after) - Passed(before);
        return flow with { Milestones = flow.Milestones.Count(after.Milestones, -done, done * TaskRow.Whole) };
    }

    private static ImmutableArray<StageProgress> Count(this ImmutableArray<StageProgress> stages, string name, int tasks, int done) =>
        [.. stages.Select(s => s.Name == name ? s with { Tasks = s.Tasks + tasks, Done = s.Done + done } : s)];

    /// <summary>A milestone that misses something again is no longer reached.</summary>
    private static ImmutableArray<MilestoneProgress> Count(this ImmutableArray<MilestoneProgress> all, ImmutableArray<string> concerned, int left, int progress) =>
        concerned.IsEmpty || (left == 0 && progress == 0)
            ? all
            : [.. all.Select(m => concerned.Contains(m.Name)
                ? m with { Left = m.Left + left, Progress = m.Progress + progress, ReachedAt = left > 0 ? null : m.ReachedAt }
                : m)];

    private static int Done(WorkStatus? status) => Is(status, WorkStatus.Completed);

    private static int Is(WorkStatus? status, WorkStatus wanted) => status == wanted ? 1 : 0;

    private static int Passed(GateRow gate) => gate.Status == GateStatus.Passed ? 1 : 0;
}
