namespace Weft.Domain.Workflows;

/// <summary>A person (or a rule) has something tried again now: a task, or the merge of its finished work, or a revert.</summary>
public static class Retry
{
    public static Decision<IWorkflowEvent> Decide(Workflow s, string task, string reason, DateTimeOffset now)
    {
        if (s.Item(task) is not { } item)
        {
            return Refusals.TaskUnknown(s, task);
        }

        if (s.IsTerminal)
        {
            return Refusals.Ended(s);
        }

        var what = ToTry(s, item);
        if (!MayRetry(what))
        {
            return Rejection.Because("task.not-failed", $"Task '{task}' is {item.Status}: only a failed, deferred or conflicted task is retried. {Hint(item)}",
                ("task", task), ("status", item.Status.ToString()));
        }

        var story = new Story(s, now).Tell(new TaskRetried(what.Name, what.Attempt + (what.Status == WorkStatus.Deferred ? 0 : 1), reason));
        if (s.Status == WorkflowStatus.Failed)
        {
            story.Tell(new WorkflowResumed());
        }

        TakeUp(story, what);
        return Advance.End(story);
    }

    /// <summary>Work that is done and only could not be merged is merged again, not done again.</summary>
    private static WorkItem ToTry(Workflow s, WorkItem item) =>
        item.MergeFailed ? s.Items[WorkflowEvolve.MergeName(item.Name, item.Attempt)] : item;

    private static bool MayRetry(WorkItem i) => (i.Kind, i.Status) switch
    {
        (WorkKind.Work, WorkStatus.Failed or WorkStatus.Deferred or WorkStatus.Conflicted) => true,
        (WorkKind.Merge or WorkKind.Revert, WorkStatus.Failed or WorkStatus.Deferred) => true,
        _ => false,
    };

    private static void TakeUp(Story story, WorkItem what)
    {
        if (what.Kind == WorkKind.Work)
        {
            Advance.TryReady(story, story.State.Items[what.Name]);
        }
        else if (what.Kind == WorkKind.Revert)
        {
            story.Tell(new TaskReadied(what.Name, story.State.Items[what.Name].Attempt, story.State.Head));
        }
        else if (what.Status == WorkStatus.Failed)
        {
            var of = story.State.Items[what.Subject!];
            story.Tell(new MergeQueued(what.Name, of.Name, of.Attempt, of.Submission!.Commit, of.Definition.Priority));
        }
    }

    private static string Hint(WorkItem item) => item.Kind == WorkKind.Check ? $"Retry its gate '{item.Subject}'." : "Roll back to do finished work again.";
}
