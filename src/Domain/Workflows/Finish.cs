using System.Collections.Immutable;

namespace Weft.Domain.Workflows;

/// <summary>What a holder brings when it is done.</summary>
/// <param name="Commit">the tip of the task's branch; null where nothing is to be merged</param>
public sealed record TaskResult(
    string? Commit, string? Branch, ImmutableArray<ArtifactRef> Outputs, ResourceUsage? Usage, Evidence? Evidence);

/// <summary>A task ends: submitted for merging, completed, or failed.</summary>
public static class Finish
{
    public static Decision<IWorkflowEvent> Submit(Workflow s, string task, Holder holder, TaskResult result, DateTimeOffset now)
    {
        if (Holding.Check(s, task, holder, out var item) is { } rejection)
        {
            return item is null ? rejection : Holding.RefuseResult(item, holder, rejection, "submit", result.Commit);
        }

        if (item.Kind is WorkKind.Merge or WorkKind.Revert)
        {
            return Rejection.Because("task.wrong-kind", $"'{task}' is a {item.Kind}: report it as merged, conflicted or reverted.", ("task", task));
        }

        if (Missing(item, result) is { } missing)
        {
            return missing;
        }

        var usage = Trim(s, result.Usage);
        var outputs = Versioned(s, result.Outputs);
        var story = new Story(s, now);
        if (item.Kind == WorkKind.Work && s.Repository is not null && result is { Commit: { } commit, Branch: { } branch } && commit != item.BaseCommit)
        {
            story.Tell(new TaskSubmitted(task, holder.Token, commit, branch, outputs, usage));
            Tell(story, task, outputs);
            story.Tell(new MergeQueued(WorkflowEvolve.MergeName(task, item.Attempt), task, item.Attempt, commit, item.Definition.Priority));
            return Advance.NextMerge(story).End();
        }

        story.Tell(new TaskCompleted(task, item.Attempt, holder.Token, null, outputs, usage, result.Evidence));
        Tell(story, task, outputs);
        return item.Kind == WorkKind.Check ? Gates.Judge(story, item.Subject!).End() : Advance.Past(story, task).End();
    }

    public static Decision<IWorkflowEvent> Fail(
        Workflow s, string task, Holder holder, string reason, Evidence? evidence, ResourceUsage? usage, DateTimeOffset now)
    {
        if (Holding.Check(s, task, holder, out var item) is { } rejection)
        {
            return item is null ? rejection : Holding.RefuseResult(item, holder, rejection, "fail", null);
        }

        return FailHeld(new Story(s, now), item, holder.Token, reason, evidence, Trim(s, usage));
    }

    internal static Decision<IWorkflowEvent> FailHeld(Story story, WorkItem item, long token, string reason, Evidence? evidence, ResourceUsage? usage)
    {
        story.Tell(new TaskFailed(item.Name, item.Attempt, token, reason, evidence, usage, RetryAt(item, story.Now)));
        return item.Kind == WorkKind.Check ? Gates.Judge(story, item.Subject!).End() : Advance.Settle(story).End();
    }

    /// <summary>Null when the retries are used up.</summary>
    internal static DateTimeOffset? RetryAt(WorkItem item, DateTimeOffset now)
    {
        var retry = item.Definition.Retry;
        return item.Failures + 1 < retry.MaxAttempts ? now.AddSeconds(retry.DelayAfter(item.Failures + 1)) : null;
    }

    /// <summary>Those who work with an older version now are told of the new one.</summary>
    private static void Tell(Story story, string producer, ImmutableArray<ArtifactRef> outputs)
    {
        foreach (var output in outputs.Where(o => o.Version > 1))
        {
            var consumers = story.State.Items.Values
                .Where(i => i.IsOpen && i.Name != producer && i.Definition.Consumes.Contains(output.Name))
                .Select(i => i.Name).Order(StringComparer.Ordinal).Take(200).ToImmutableArray();
            if (!consumers.IsEmpty)
            {
                story.Tell(new ConsumersTold(output, producer, consumers));
            }
        }
    }

    /// <summary>The next version of each artifact; the same content again is the same version.</summary>
    private static ImmutableArray<ArtifactRef> Versioned(Workflow s, ImmutableArray<ArtifactRef> outputs) =>
    [
        .. outputs.Select(o => s.Artifacts.GetValueOrDefault(o.Name) is { } known
            ? o with { Version = known.Hash == o.Hash ? known.Version : known.Version + 1 }
            : o with { Version = 1 }),
    ];

    private static Rejection? Missing(WorkItem item, TaskResult result)
    {
        var missing = item.Definition.Produces.Where(p => !result.Outputs.Any(o => o.Name == p)).ToArray();
        return missing.Length == 0
            ? null
            : Rejection.Because("task.output-missing", $"Task '{item.Name}' must produce {string.Join(", ", missing)}.", ("task", item.Name), ("missing", string.Join(",", missing)));
    }

    private static ResourceUsage? Trim(Workflow s, ResourceUsage? usage) =>
        s.Settings.Metrics == MetricsLevel.Full ? usage : usage is null ? null : usage with { Samples = [] };
}
