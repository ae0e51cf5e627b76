using System.Collections.Immutable;
using Weft.Domain.Causality;

namespace Weft.Domain.Workflows;

/// <summary>The moves of one task, and the counters of its workflow that follow from them.</summary>
public static class WorkItemChanges
{
    /// <param name="change">is handed all that it needs: every event comes by here, and one that brings its own along is made anew for each</param>
    public static Workflow Change<TEvent>(this Workflow s, TEvent e, Stamp stamp, Func<WorkItem, TEvent, Stamp, WorkItem> change)
        where TEvent : ITaskEvent
    {
        var old = s.Items[e.Task];
        return s.Put(old, change(old, e, stamp).Knowing(s, stamp), stamp.Version);
    }

    public static Workflow Change(this Workflow s, string name, Stamp stamp, Func<WorkItem, WorkItem> change)
    {
        var old = s.Items[name];
        return s.Put(old, change(old).Knowing(s, stamp), stamp.Version);
    }

    /// <summary>Every event about a task adds to what its author knows; becoming ready adds all that its needs knew.</summary>
    private static WorkItem Knowing(this WorkItem i, Workflow s, Stamp stamp)
    {
        if (stamp.Dot.IsNone)
        {
            return i with { Version = stamp.Version };
        }

        var clock = i.Clock;
        foreach (var need in i is { Status: WorkStatus.Ready, Kind: WorkKind.Work } ? i.Definition.Needs : [])
        {
            clock = s.Items.TryGetValue(need, out var done) ? clock.Merge(done.Clock) : clock;
        }

        return i with { Version = stamp.Version, Last = stamp.Dot, Clock = clock.With(stamp.Dot) };
    }

    /// <param name="version">of the workflow after the event; its present one when more follows</param>
    public static Workflow Put(this Workflow s, WorkItem? old, WorkItem item, long? version = null) => s with
    {
        Version = version ?? s.Version,
        Items = s.Items.SetItem(item.Name, item),
        Moving = s.Moving + Count(item.Moves()) - Count(old?.Moves()),
        Held = s.Held + Count(item.Occupies()) - Count(old?.Occupies()),
        Offered = s.Offered + Count(item.IsReserved()) - Count(old?.IsReserved()),
    };

    public static Workflow Publish(this Workflow s, ImmutableArray<ArtifactRef> outputs)
    {
        if (outputs.IsDefaultOrEmpty)
        {
            return s;
        }

        return s with { Artifacts = s.Artifacts.SetItems(outputs.Select(o => KeyValuePair.Create(o.Name, o))) };
    }

    /// <summary>Somebody or something still moves it forward.</summary>
    public static bool Moves(this WorkItem i) => i.Status != WorkStatus.Waiting && !i.Status.IsOver() && !i.MergeFailed;

    public static bool Occupies(this WorkItem i) => i is { IsHeld: true, TakesPlace: true };

    public static bool IsReserved(this WorkItem i) => i is { Status: WorkStatus.Offered, TakesPlace: true };

    public static WorkItem Readied(this WorkItem i, TaskReadied e, Stamp stamp) => i with
    {
        Status = WorkStatus.Ready,
        Attempt = e.Attempt,
        BaseCommit = e.BaseCommit,
        ReadyAt = stamp.At,
        ClockSince = i.ClockSince ?? stamp.At,
        NotBefore = null,
    };

    public static WorkItem Offered(this WorkItem i, TaskOffered e, Stamp stamp) =>
        i with { Status = WorkStatus.Offered, OfferedTo = e.Agent, OfferedFor = e.Why, OfferEndsAt = stamp.At.AddSeconds(e.OfferSeconds) };

    public static WorkItem Granted(this WorkItem i, TaskAssigned e, Stamp stamp) => i with
    {
        Status = WorkStatus.Assigned,
        Lease = new(e.Agent, stamp.Version, e.LeaseSeconds, stamp.At, null) { PredictedSeconds = e.Why.PredictedSeconds, From = i.Checkpoint?.Percent },
        Practice = e.Why.Practice,
        FoundSkills = e.Why.FoundSkills,
        BaseCommit = e.BaseCommit,
        OfferedTo = null,
        OfferedFor = null,
        OfferEndsAt = null,
    };

    public static WorkItem Submitted(this WorkItem i, TaskSubmitted e) => i with
    {
        Status = WorkStatus.Submitted,
        Submission = new(e.Commit, e.Branch, i.Lease!.Agent, e.Outputs, e.Usage),
        DoneBy = i.Lease.Agent,
        Lease = null,
        LostBy = [],
        Ended = new(e.Token, EndingKind.Submitted, e.Commit),
    };

    public static WorkItem Completed(this WorkItem i, TaskCompleted e) => i.Unheld(WorkStatus.Completed) with
    {
        Ended = e.Token > 0 ? new(e.Token, EndingKind.Completed, e.Commit) : i.Ended,
        DoneBy = i.Lease?.Agent ?? i.DoneBy,
    };

    public static WorkItem Unheld(this WorkItem i, WorkStatus status) => i with { Status = status, Lease = null, OfferedTo = null, OfferedFor = null, OfferEndsAt = null };

    /// <summary>Takes the lease away; its token is remembered (the last four), so that a late result can be told from nonsense.</summary>
    public static WorkItem Fenced(this WorkItem i, WorkStatus status)
    {
        var stale = i.Lease is null ? i.StaleTokens : i.StaleTokens.Add(i.Lease.Token);
        return i.Unheld(status) with { StaleTokens = stale.Length > 4 ? stale.RemoveAt(0) : stale, MergeOnto = null, MergeFailed = false };
    }

    /// <summary>A branch that turned out to be wrong after it was handed in: the next attempt is for somebody else, if there is one, and goes on from nothing of it.</summary>
    public static WorkItem SentBack(this WorkItem i) =>
        i is { Status: WorkStatus.Submitted, Submission: { } wrong } ? i with { LostBy = Later(i.LostBy, wrong.Agent), Submission = null, Checkpoint = null } : i;

    /// <summary>After a failed attempt: deferred until the given time, or failed for good.</summary>
    public static WorkItem Again(this WorkItem i, DateTimeOffset? retryAt, string note)
    {
        i = i.LostByHolder();
        var next = retryAt is null ? i.Fenced(WorkStatus.Failed) : i.Fenced(WorkStatus.Deferred) with { Attempt = i.Attempt + 1, NotBefore = retryAt };
        return next with { Note = note, Failures = i.Failures + 1 };
    }

    public static WorkItem Expired(this WorkItem i, Stamp stamp) => i.LostByHolder().Fenced(WorkStatus.Ready) with { ReadyAt = stamp.At };

    public static WorkItem Lapsed(this WorkItem i, OfferLapsed e, Stamp stamp) =>
        i.Unheld(WorkStatus.Ready) is var open && e.Missed == true ? open with { LostBy = Later(i.LostBy, e.Agent), LapsedAt = stamp.At } : open;

    /// <summary>The next attempt is for somebody else, if there is one.</summary>
    private static WorkItem LostByHolder(this WorkItem i) => i.Lease is { Agent: var agent } ? i with { LostBy = Later(i.LostBy, agent) } : i;

    /// <summary>The same agents with this one as the latest, the last of them.</summary>
    public static ImmutableArray<string> Later(ImmutableArray<string> agents, string agent) => [.. agents.Where(a => a != agent).TakeLast(WorkItem.MostLostBy - 1), agent];

    public static WorkItem Released(this WorkItem i, TaskReleased e, Stamp stamp) =>
        i.Fenced(WorkStatus.Ready) with { ReadyAt = stamp.At, Ended = new(e.Token, EndingKind.Released, null) };

    /// <summary>From the start again: by hand after a failure from the last checkpoint, but never from what was made on a base that is gone.</summary>
    public static WorkItem Retried(this WorkItem i, TaskRetried e) => i.Fenced(WorkStatus.Waiting) with
    {
        Attempt = e.Attempt,
        Failures = 0,
        Note = e.Reason,
        NotBefore = null,
        Submission = null,
        ConflictId = null,
        Checkpoint = i.Status == WorkStatus.Conflicted ? null : i.Checkpoint,
    };

    public static WorkItem Yielded(this WorkItem i, TaskYielded e) => i.Fenced(WorkStatus.Waiting) with
    {
        Attempt = e.Attempt,
        ConflictId = null,
        Submission = null,
        Checkpoint = null,
        Note = e.Why,
    };

    private static int Count(bool? holds) => holds == true ? 1 : 0;
}
