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
            return Holding.Repeats(item, holder, EndingKind.Submitted, result.Commit) || Holding.Repeats(item, holder, EndingKind.Completed)
                ? Decision<IWorkflowEvent>.Nothing
                : Holding.RefuseResult(item, holder, rejection, "submit", result.Commit);
        }

        if (item.Kind is WorkKind.Merge or WorkKind.Revert)
        {
            return Rejection.Because("task.wrong-kind", $"'{task}' is a {item.Kind}: report it as merged, conflicted or reverted.", ("task", task));
        }

        if (Incomplete(s, item, result) is { } incomplete)
        {
            return incomplete;
        }

        var usage = Trim(s, result.Usage);
        var outputs = Versioned(s, result.Outputs);
        var story = new Story(s, now);
        if (HasWorkToMerge(s, item, result))
        {
            story.Tell(new TaskSubmitted(task, holder.Token, result.Commit!, result.Branch!, outputs, usage));
            Tell(story, s, task, outputs);
            story.Tell(new MergeQueued(WorkflowEvolve.MergeName(task, item.Attempt), task, item.Attempt, result.Commit!, item.Definition.Priority));
            return Advance.End(story);
        }

        story.Tell(new TaskCompleted(task, item.Attempt, holder.Token, null, outputs, usage, result.Evidence));
        Tell(story, s, task, outputs);
        if (item.Kind == WorkKind.Check)
        {
            Gates.Judge(story, item.Subject!);
        }
        else
        {
            story.Done(task);
        }

        return Advance.End(story);
    }

    public static Decision<IWorkflowEvent> Fail(
        Workflow s, string task, Holder holder, string reason, Evidence? evidence, ResourceUsage? usage, DateTimeOffset now)
    {
        if (Holding.Check(s, task, holder, out var item) is { } rejection)
        {
            return Holding.Repeats(item, holder, EndingKind.Failed) ? Decision<IWorkflowEvent>.Nothing : Holding.RefuseResult(item, holder, rejection, "fail", null);
        }

        return FailHeld(new Story(s, now), item, holder.Token, reason, evidence, Trim(s, usage));
    }

    internal static Decision<IWorkflowEvent> FailHeld(Story story, WorkItem item, long token, string reason, Evidence? evidence, ResourceUsage? usage)
    {
        story.Tell(new TaskFailed(item.Name, item.Attempt, token, reason, evidence, usage, RetryAt(item, story.Now)));
        if (item.Kind == WorkKind.Check)
        {
            Gates.Judge(story, item.Subject!);
        }

        return Advance.End(story);
    }

    /// <summary>Null when the retries are used up.</summary>
    internal static DateTimeOffset? RetryAt(WorkItem item, DateTimeOffset now)
    {
        var retry = item.Definition.Retry;
        return item.Failures + 1 < retry.MaxAttempts ? now.AddSeconds(retry.DelayAfter(item.Failures + 1)) : null;
    }

    /// <summary>Those who work with an older version now, or soon will, are told of the new one.</summary>
    private static void Tell(Story story, Workflow before, string producer, ImmutableArray<ArtifactRef> outputs)
    {
        foreach (var output in outputs)
        {
            if (before.Artifacts.GetValueOrDefault(output.Name) is { } known && known.Hash != output.Hash && Consumers(before, producer, output) is { IsEmpty: false } consumers)
            {
                story.Tell(new ConsumersTold(output, producer, consumers));
            }
        }
    }

    private static ImmutableArray<string> Consumers(Workflow s, string producer, ArtifactRef output) =>
        [.. s.ConsumersOf.GetValueOrDefault(output.Name, []).Where(c => c != producer && s.Items[c].IsOpen).Take(200)];

    /// <summary>The next version of each artifact; the same content again is the same version.</summary>
    private static ImmutableArray<ArtifactRef> Versioned(Workflow s, ImmutableArray<ArtifactRef> outputs) => outputs.IsEmpty ? [] :
    [
        .. outputs.Select(o => s.Artifacts.GetValueOrDefault(o.Name) is { } known
            ? o with { Version = known.Hash == o.Hash ? known.Version : known.Version + 1 }
            : o with { Version = 1 }),
    ];

    private static bool HasWorkToMerge(Workflow s, WorkItem item, TaskResult result) =>
        item.Kind == WorkKind.Work && s.Repository is not null && result.Commit is { } commit && commit != item.BaseCommit;

    private static Rejection? Incomplete(Workflow s, WorkItem item, TaskResult result)
    {
        var names = result.Outputs.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        if (names.Count != result.Outputs.Length)
        {
            return Rejection.Because("task.output-duplicate", $"Task '{item.Name}' brings an output twice.", ("task", item.Name));
        }

        if (HasWorkToMerge(s, item, result) && result.Branch is null)
        {
            return Rejection.Because("task.branch-missing", $"Task '{item.Name}' brings a commit without the branch that it is on.", ("task", item.Name), ("field", "branch"));
        }

        var missing = string.Join(", ", item.Definition.Produces.Where(p => !names.Contains(p)));
        return missing.Length == 0
            ? null
            : Rejection.Because("task.output-missing", $"Task '{item.Name}' must produce {missing}.", ("task", item.Name), ("missing", missing));
    }

    private static ResourceUsage? Trim(Workflow s, ResourceUsage? usage) =>
        s.Settings.Metrics == MetricsLevel.Full ? usage : usage is null ? null : usage with { Samples = [] };
}
