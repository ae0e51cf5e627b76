using System.Collections.Immutable;

namespace Weft.Domain.Workflows;

/// <summary>Synchronisation points: waiting → open (checks run) → passed, failed or timed out.</summary>
public static class Gates
{
    /// <summary>Something before the gate was done: its clock starts with the first, it opens with the last.</summary>
    internal static void Await(Story story, string gate, string done)
    {
        var g = story.State.Gates[gate];
        if (g.Status != GateStatus.Waiting)
        {
            return;
        }

        if (g is { Awaited: false, Blockers: > 0 })
        {
            var waitingFor = g.Definition.After.Where(a => !story.State.IsDone(a)).Take(50).ToImmutableArray();
            story.Tell(new GateAwaited(gate, g.Run, waitingFor, g.Definition.TimeoutSeconds > 0 ? story.Now.AddSeconds(g.Definition.TimeoutSeconds) : null));
        }

        if (g.Blockers == 0)
        {
            Open(story, gate);
        }
    }

    internal static void Open(Story story, string gate)
    {
        var s = story.State;
        var g = s.Gates[gate];
        var checks = s.Settings.Quality == QualityStrategy.Gates
            ? g.Definition.Checks.Select(c => WorkflowEvolve.CheckName(gate, c.Name, g.Run)).ToImmutableArray()
            : [];
        story.Tell(new GateOpened(gate, g.Run, s.Head, checks));
        foreach (var check in checks)
        {
            Advance.TryReady(story, story.State.Items[check]);
        }

        Judge(story, gate);
    }

    /// <summary>Passed or failed once every check of this run has ended.</summary>
    internal static Story Judge(Story story, string gate)
    {
        var g = story.State.Gates[gate];
        if (g is not { Status: GateStatus.Open, ChecksLeft: 0 })
        {
            return story;
        }

        if (g.Failed.IsEmpty)
        {
            story.Tell(new GatePassed(gate, g.Run));
            return Advance.Past(story, gate);
        }

        return Advance.Settle(story.Tell(new GateFailed(gate, g.Run, g.Failed)));
    }

    public static Decision<IWorkflowEvent> TimeOut(Workflow s, string gate, int run, DateTimeOffset now)
    {
        if (!s.Gates.TryGetValue(gate, out var g) || g.Run != run || g.Status is not (GateStatus.Waiting or GateStatus.Open) || s.IsTerminal)
        {
            return Decision<IWorkflowEvent>.Nothing;
        }

        var waitingFor = g.Status == GateStatus.Open
            ? s.Items.Values.Where(i => i.Subject == gate && i.Kind == WorkKind.Check && i.IsOpen).Select(i => i.Name)
            : g.Definition.After.Where(a => !s.IsDone(a));
        var story = new Story(s, now).Tell(new GateTimedOut(gate, run, [.. waitingFor.Order(StringComparer.Ordinal).Take(50)]));
        return Advance.Settle(story).End();
    }

    /// <summary>A person has the checks run again, after a failure or a time-out.</summary>
    public static Decision<IWorkflowEvent> Retry(Workflow s, string gate, string reason, DateTimeOffset now)
    {
        if (!s.Gates.TryGetValue(gate, out var g))
        {
            return Refusals.GateUnknown(s, gate);
        }

        if (s.IsTerminal)
        {
            return Refusals.Ended(s);
        }

        if (g.Status is not (GateStatus.Failed or GateStatus.TimedOut))
        {
            return Rejection.Because("gate.not-failed", $"Gate '{gate}' is {g.Status}; only a failed or timed-out gate can be retried.", ("status", g.Status.ToString()));
        }

        var story = new Story(s, now).Tell(new GateRetried(gate, g.Run + 1, reason));
        if (s.Status == WorkflowStatus.Failed)
        {
            story.Tell(new WorkflowResumed());
        }

        if (story.State.Gates[gate].Blockers == 0)
        {
            Open(story, gate);
        }

        return story.End();
    }
}
