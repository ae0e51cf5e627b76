using System.Collections.Immutable;
using Weft.Domain.Causality;

namespace Weft.Domain.Workflows;

public static partial class WorkflowEvolve
{
    private static readonly TaskDefinition MergeTask = new(
        "merge", "", [], [], Complexity.Simple, 1000, 1, 300, new RetryPolicy(10, 1, 2, 30), [], [], BaseChoice.Latest, null, []);

    public static string MergeName(string task, int attempt) => $"merge.{task}.{attempt}";

    /// <summary>Merges run one after another. Under the priority approach the more important branch goes first; else first come, first served.</summary>
    private static Workflow QueueMerge(Workflow s, MergeQueued e, Stamp stamp)
    {
        var old = s.Item(e.Task);
        var item = NewItem(e.Task, WorkKind.Merge, e.Of, MergeTask with { Priority = e.Priority }, stamp) with { Attempt = old?.Attempt ?? 1, StaleTokens = old?.StaleTokens ?? [] };
        var at = s.Merges.Count;
        while (s.Settings.Conflicts == ConflictApproach.Priority && at > 0
            && s.Items[s.Merges[at - 1]] is { Status: WorkStatus.Waiting } before && before.Definition.Priority < e.Priority)
        {
            at--;
        }

        return s.Change(e.Of, stamp, i => i with { MergeFailed = false }).Put(old, item) with { Merges = s.Merges.Insert(at, e.Task) };
    }

    /// <summary>The conflict stops only the task it concerns: its merge leaves the queue, the next one goes on.</summary>
    private static Workflow Conflict(Workflow s, MergeConflicted e, Stamp stamp) =>
        s.Change(e.Task, stamp, i => i.Unheld(WorkStatus.Cancelled) with { Ended = i.Lease is null ? i.Ended : new(i.Lease.Token, EndingKind.Conflicted, null) })
            .Change(e.Of, stamp, i => i with { Status = WorkStatus.Conflicted, ConflictId = e.ConflictId, ConflictOnto = e.Ours })
            with
        { Merges = s.Merges.Remove(e.Task) };

    private static Workflow Refuse(Workflow s, MergeRefused e, Stamp stamp) =>
        s.Change(e.Task, stamp, i => i.Unheld(WorkStatus.Refused) with { Ended = new(e.Token, EndingKind.Refused, null), DoneBy = i.Lease?.Agent, Note = e.Reason })
            with
        { Merges = s.Merges.Remove(e.Task) };

    /// <summary>An answered conflict queues the merge again, this time with the answer.</summary>
    private static Workflow Answer(Workflow s, ConflictAnswered e, Stamp stamp)
    {
        var merge = MergeName(e.Task, s.Items[e.Task].Attempt);
        s = s.Change(e.Task, stamp, i => i with { Status = WorkStatus.Submitted });
        return s.Change(merge, stamp, i => i with { Status = WorkStatus.Waiting, Attempt = i.Attempt + 1, ConflictId = e.ConflictId, Resolution = e.Files })
            with
        { Merges = s.Merges.Insert(QueueHead(s), merge) };
    }

    /// <summary>Behind a merge that is already being worked on, before those that wait.</summary>
    private static int QueueHead(Workflow s) => s.Merges.Count > 0 && s.Items[s.Merges[0]].Status != WorkStatus.Waiting ? 1 : 0;

    private static Workflow RollBack(Workflow s, WorkflowRolledBack e, Stamp stamp)
    {
        foreach (var name in s.Items.Values.Where(i => i.IsOpen && IsOfThePast(i, e)).Select(i => i.Name).ToImmutableArray())
        {
            s = s.Change(name, stamp, i => i.Fenced(WorkStatus.Cancelled));
        }

        foreach (var gate in e.Gates)
        {
            s = s.ChangeGate(gate, g => g with { Status = GateStatus.Waiting, Run = g.Run + 1, ChecksLeft = 0, Failed = [], Awaited = false, DeadlineAt = null });
        }

        // What is undone leaves the log, so that a second roll-back does not undo it again.
        var merges = s.RestorePoints[e.To].Merges;
        s = SetBack(s with
        {
            MergeLog = s.MergeLog.RemoveRange(merges, s.MergeLog.Count - merges),
            Done = s.Done.Except(e.Gates),
            Merges = [],
            Status = s.Status == WorkflowStatus.Paused ? WorkflowStatus.Paused : WorkflowStatus.Running,
            Rollbacks = s.Rollbacks + 1,
        }, new TasksSetBack(e.To, e.Reason, e.Tasks), stamp);
        return e.Revert is null ? s : s.Put(null, NewItem(e.Revert, WorkKind.Revert, e.To, RevertTask, stamp)) with { Reverting = e.Revert };
    }

    private static bool IsOfThePast(WorkItem i, WorkflowRolledBack e) => i.Kind switch
    {
        WorkKind.Work => false,
        WorkKind.Check => e.Gates.Contains(i.Subject!),
        _ => true,
    };

    /// <summary>A restore point that counts on something undone is gone: there is no way to roll forward to it.</summary>
    private static Workflow SetBack(Workflow s, TasksSetBack e, Stamp stamp)
    {
        foreach (var back in e.Tasks)
        {
            s = s.Change(back.Task, stamp, i => i.Fenced(WorkStatus.Waiting) with
            {
                Attempt = back.Attempt,
                Failures = 0,
                ClockSince = null,
                Warned = false,
                Breached = false,
                Submission = null,
                ConflictId = null,
                NotBefore = null,
                Checkpoint = null,
                Note = e.Reason,
            });
        }

        var done = s.Done.Except(e.Tasks.Select(t => t.Task));
        return Recount(s with { Done = done, RestorePoints = s.RestorePoints.RemoveRange(s.RestorePoints.Values.Where(p => !p.Done.IsSubsetOf(done)).Select(p => p.Name)) });
    }

    private static readonly TaskDefinition RevertTask = MergeTask with { Name = "revert" };
}
