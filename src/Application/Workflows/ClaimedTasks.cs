using Weft.Contracts;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;

namespace Weft.Application.Workflows;

/// <summary>Everything a worker needs to do a task it was granted.</summary>
internal static class ClaimedTasks
{
    public static ClaimedTask Describe(Workflow workflow, string task)
    {
        var item = workflow.Items[task];
        var definition = item.Definition;
        var lease = item.Lease!;
        return new ClaimedTask(
            workflow.Id, workflow.Name, task, item.Kind.ToString().ToLowerInvariant(), item.Attempt, lease.Token, lease.Seconds,
            definition.Stage, [.. item.Skills], definition.Priority, definition.Complexity.ToString().ToLowerInvariant(),
            definition.EstimateSeconds, definition.TimeoutSeconds, definition.Command, definition.Paths, item.BaseCommit,
            workflow.Repository is { } r ? new Repository(r.Remote, r.BaseCommit, r.IntegrationBranch) : null,
            [.. definition.Consumes.Select(c => workflow.Artifacts.GetValueOrDefault(c)).OfType<ArtifactRef>().Select(a => new Artifact(a.Name, a.Hash, a.SizeBytes, a.Version))],
            definition.Produces,
            item.Checkpoint is { } c ? new CheckpointRef(c.Name, c.Hash, c.Percent) : null,
            item.Note, workflow.Parameters, workflow.Settings.Metrics == MetricsLevel.Full,
            item.Kind == WorkKind.Merge ? Merge(workflow, item) : null,
            item.Kind == WorkKind.Revert ? Revert(workflow, item) : null,
            item.Practice is { } practice ? [.. practice.Select(p => new Contracts.Practice(p.Skill, p.Supervisor))] : null,
            !definition.Skills.IsEmpty ? definition.SkillsFrom ?? Analysis.FromTask : item.FoundSkills is null ? null : Analysis.FromPaths);
    }

    private static MergeOrder Merge(Workflow workflow, WorkItem item)
    {
        var of = workflow.Items[item.Subject!];
        var submission = of.Submission!;
        return new MergeOrder(of.Name, of.Attempt, submission.Agent, submission.Branch, submission.Commit, item.ConflictId,
            [.. item.Resolution.Select(r => new ResolvedPath(r.Path, r.Hash))], item.ConflictId is null ? null : of.ConflictOnto);
    }

    private static RevertOrder Revert(Workflow workflow, WorkItem item)
    {
        var target = workflow.RestorePoints[item.Subject!].Commit ?? workflow.Repository!.BaseCommit;
        return new RevertOrder(item.Subject!, target, []);
    }
}
