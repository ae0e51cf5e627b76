using System.Collections.Immutable;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Projections.Workflows;

namespace Weft.Api.Workflows;

internal static class TaskViews
{
    public static TaskView View(this TaskRow row) => new(
        row.Workflow, row.Task, row.Kind.Said(), row.Subject, row.Stage, row.Status.Said(), row.Attempt, row.Percent(), row.Holder, row.OfferedTo, row.Token, row.DoneBy,
        row.Priority, row.Complexity.Said(), row.EstimateSeconds, [.. row.Skills.Select(s => new SkillLevel(s.Name, s.MinLevel))], row.Needs, row.Milestones,
        row.Checkpoint, row.Failures, row.Conflicts, row.ConflictId, row.MergeFailed, row.BaseCommit, row.Branch, row.Commit, row.Note,
        row.ReadyAt, row.AssignedAt, row.StartedAt, row.SubmittedAt, row.EndedAt, row.NotBefore, row.Version, row.Practice.View());

    public static IReadOnlyList<Contracts.Practice>? View(this ImmutableArray<Domain.Workflows.Practice>? practice) =>
        practice is { } given ? [.. given.Select(p => new Contracts.Practice(p.Skill, p.Supervisor))] : null;

    public static double Percent(this TaskRow row) => Math.Round(100.0 * row.Progress / TaskRow.Whole, 2);
}
