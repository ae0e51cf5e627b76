using System.Collections.Immutable;

namespace Weft.Domain.Workflows;

/// <summary>Merging is a task of a worker: intent, then the result. Conflicts stop only the task they concern.</summary>
public static class Merge
{
    private const int MaxNamed = 50;

    public static Decision<IWorkflowEvent> Intend(Workflow s, string merge, Holder holder, string onto)
    {
        if (Holding.Check(s, merge, holder, out var item) is { } rejection)
        {
            return rejection;
        }

        return item.Kind != WorkKind.Merge ? NotAMerge(item)
            : item.MergeOnto == onto ? Decision<IWorkflowEvent>.Nothing
            : Decision<IWorkflowEvent>.Accept(new MergeIntended(merge, holder.Token, onto));
    }

    /// <summary>A branch that may not be merged, whoever tries: the attempt at its task failed, and the merge is over. Its worker did what it was to do.</summary>
    /// <param name="why">what is wrong with the branch; it is the answer to the worker as well</param>
    public static Decision<IWorkflowEvent> Refuse(Workflow s, string merge, Holder holder, Rejection why, DateTimeOffset now)
    {
        if (Holding.Check(s, merge, holder, out var item) is { } rejection)
        {
            return rejection;
        }

        if (item.Kind != WorkKind.Merge || s.Items[item.Subject!] is not { Submission: { } wrong } of)
        {
            return NotAMerge(item);
        }

        var story = new Story(s, now)
            .Tell(new MergeRefused(merge, item.Attempt, holder.Token, of.Name, wrong.Branch, wrong.Agent, why.Code, why.Detail))
            .Tell(new TaskFailed(of.Name, of.Attempt, 0, $"Its branch was not merged: {why.Detail}", null, null, Finish.RetryAt(of, now)));
        return Decision<IWorkflowEvent>.RejectKeeping(why, Advance.End(story).Events.AsSpan());
    }

    /// <param name="commit">the integration commit that contains the branch; where nothing was to be merged, the head itself</param>
    public static Decision<IWorkflowEvent> Report(Workflow s, string merge, Holder holder, string commit, DateTimeOffset now)
    {
        if (Holding.Check(s, merge, holder, out var item) is { } rejection)
        {
            return Holding.Repeats(item, holder, EndingKind.Completed, commit) ? Decision<IWorkflowEvent>.Nothing : Holding.RefuseResult(item, holder, rejection, "merged", commit);
        }

        if (item.Kind != WorkKind.Merge)
        {
            return NotAMerge(item);
        }

        var of = s.Items[item.Subject!];
        var story = new Story(s, now)
            .Tell(new BranchMerged(merge, of.Name, commit, [.. item.Resolution.Select(r => r.Path)]))
            .Tell(new TaskCompleted(merge, item.Attempt, holder.Token, commit, [], null, null))
            .Tell(new TaskCompleted(of.Name, of.Attempt, 0, commit, [], of.Submission?.Usage, null));
        return Advance.End(story.Done(of.Name));
    }

    public static Decision<IWorkflowEvent> Conflict(
        Workflow s, string merge, Holder holder, string conflictId, string? @base, string ours, string theirs, ImmutableArray<ConflictedFile> files, DateTimeOffset now)
    {
        if (Holding.Check(s, merge, holder, out var item) is { } rejection)
        {
            return Holding.Repeats(item, holder, EndingKind.Conflicted) ? Decision<IWorkflowEvent>.Nothing : Holding.RefuseResult(item, holder, rejection, "conflicted", theirs);
        }

        if (item.Kind != WorkKind.Merge)
        {
            return NotAMerge(item);
        }

        var of = s.Items[item.Subject!];
        var with = MergedSince(s, of.BaseCommit);
        var story = new Story(s, now).Tell(new MergeConflicted(merge, of.Name, conflictId, @base, ours, theirs, with, files));
        if (s.Settings.Conflicts == ConflictApproach.Priority)
        {
            Yield(story, of, conflictId, with, files);
        }

        return Advance.End(story);
    }

    /// <summary>What was merged after the branch began, newest last: one of these it collides with. All of the log, where it began before it.</summary>
    private static ImmutableArray<string> MergedSince(Workflow s, string? commit)
    {
        var since = s.MergeLog.FindLastIndex(m => m.Commit == commit) + 1;
        return [.. s.MergeLog.Skip(Math.Max(since, s.MergeLog.Count - MaxNamed)).Select(m => m.Task)];
    }

    /// <summary>A person's answer: the merge is done again with it.</summary>
    public static Decision<IWorkflowEvent> Answer(Workflow s, string task, string conflictId, string by, ImmutableArray<ResolvedFile> files, DateTimeOffset now)
    {
        if (s.Item(task) is not { Status: WorkStatus.Conflicted } item || item.ConflictId != conflictId)
        {
            return Rejection.Because("conflict.not-open", $"Conflict '{conflictId}' does not wait for an answer.", ("conflict", conflictId));
        }

        return Advance.End(new Story(s, now).Tell(new ConflictAnswered(task, conflictId, by, files)));
    }

    public static Decision<IWorkflowEvent> Reverted(Workflow s, string revert, Holder holder, string commit, DateTimeOffset now)
    {
        if (Holding.Check(s, revert, holder, out var item) is { } rejection)
        {
            return Holding.Repeats(item, holder, EndingKind.Completed, commit) ? Decision<IWorkflowEvent>.Nothing : Holding.RefuseResult(item, holder, rejection, "reverted", commit);
        }

        if (item.Kind != WorkKind.Revert)
        {
            return Rejection.Because("task.wrong-kind", $"'{revert}' is not a revert.", ("task", revert));
        }

        var story = new Story(s, now)
            .Tell(new RollbackApplied(revert, commit))
            .Tell(new TaskCompleted(revert, item.Attempt, holder.Token, commit, [], null, null));
        return Advance.End(Advance.All(story));
    }

    private static void Yield(Story story, WorkItem of, string conflictId, ImmutableArray<string> winners, ImmutableArray<ConflictedFile> files)
    {
        var to = winners.LastOrDefault("an earlier merge");
        var before = winners.IsEmpty ? to : string.Join(", ", winners.TakeLast(5));
        var paths = string.Join(", ", files.Select(f => f.Path).Take(10));
        story.Tell(new TaskYielded(of.Name, of.Attempt + 1, conflictId, to,
            $"Merged before it, in merge order (priority, then first come): {before}. That changed the same places of {paths}; do the work again on top of it."));
        story.Tell(new TaskReadied(of.Name, of.Attempt + 1, story.State.Head));
    }

    private static Rejection NotAMerge(WorkItem item) =>
        Rejection.Because("task.wrong-kind", $"'{item.Name}' is not a merge.", ("task", item.Name), ("kind", item.Kind.ToString()));
}
