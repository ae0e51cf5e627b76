using System.Collections.Immutable;

namespace Weft.Domain.Workflows;

/// <summary>Synchronisation points: waiting → open (checks run) → passed, failed or timed out.</summary>
public static class Gates
{
    private const int EvidenceCharacters = 40_000;

    /// <summary>The gate's clock rang. Too early, or for an earlier run of the gate, it changes nothing.</summary>
    public static Decision<IWorkflowEvent> TimeOut(Workflow s, string gate, int run, DateTimeOffset now)
    {
        if (!s.Gates.TryGetValue(gate, out var g) || g.Run != run || g.Status is not (GateStatus.Waiting or GateStatus.Open) || s.IsTerminal
            || g.DeadlineAt is not { } deadline || now < deadline)
        {
            return Decision<IWorkflowEvent>.Nothing;
        }

        return Advance.End(new Story(s, now).Tell(new GateTimedOut(gate, run, [.. WaitingFor(s, g).Take(50)])));
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
            return Rejection.Because("gate.not-failed", $"Gate '{gate}' is {g.Status}; only a failed or timed-out gate can be retried.", ("gate", gate), ("status", g.Status.ToString()));
        }

        var story = new Story(s, now).Tell(new GateRetried(gate, g.Run + 1, reason));
        if (s.Status == WorkflowStatus.Failed)
        {
            story.Tell(new WorkflowResumed());
        }

        Look(story, gate);
        return Advance.End(story);
    }

    /// <summary>Whom a gate waits for now: the tasks and gates before it, then its checks.</summary>
    public static IEnumerable<string> WaitingFor(Workflow s, GateState g) => g.Status switch
    {
        GateStatus.Waiting when g.Blockers > 0 => g.Definition.After.Where(a => !s.IsDone(a)),
        GateStatus.Waiting => Checks(s, g),
        GateStatus.Open => Checks(s, g).Where(c => s.Item(c) is { IsOpen: true }),
        _ => [],
    };

    /// <summary>Something before the gate was done: its clock starts with the first, it opens with the last.</summary>
    internal static void Look(Story story, string gate)
    {
        var s = story.State;
        var g = s.Gates[gate];
        if (g.Status != GateStatus.Waiting)
        {
            return;
        }

        var begun = g.Blockers < g.Definition.After.Length || g.Blockers == 0;
        if (begun && !g.Awaited && (g.Blockers > 0 || (g.Definition.TimeoutSeconds > 0 && !Checks(s, g).IsEmpty)))
        {
            story.Tell(new GateAwaited(gate, g.Run, [.. WaitingFor(s, g).Take(50)],
                g.Definition.TimeoutSeconds > 0 ? story.Now.AddSeconds(g.Definition.TimeoutSeconds) : null));
        }

        if (g.Blockers == 0)
        {
            Open(story, g);
        }
    }

    /// <summary>Passed or failed once every check of this run has ended.</summary>
    internal static void Judge(Story story, string gate)
    {
        var g = story.State.Gates[gate];
        if (g is not { Status: GateStatus.Open, ChecksLeft: 0 })
        {
            return;
        }

        if (g.Failed.IsEmpty)
        {
            story.Tell(new GatePassed(gate, g.Run)).Done(gate);
        }
        else
        {
            story.Tell(new GateFailed(gate, g.Run, [.. g.Failed.Select(f => f with { Evidence = Shorten(f.Evidence, EvidenceCharacters / g.Failed.Length) })]));
        }
    }

    private static void Open(Story story, GateState g)
    {
        var checks = Checks(story.State, g);
        story.Tell(new GateOpened(g.Name, g.Run, story.State.Head, checks));
        foreach (var check in checks)
        {
            Advance.TryReady(story, story.State.Items[check]);
        }

        Judge(story, g.Name);
    }

    /// <summary>The tasks of its present run.</summary>
    internal static ImmutableArray<string> Checks(Workflow s, GateState g) => s.Settings.Quality == QualityStrategy.Gates
        ? [.. g.Definition.Checks.Select(c => WorkflowEvolve.CheckName(g.Name, c.Name, g.Run))]
        : [];

    /// <summary>The failed checks' own events hold the whole tails; the gate's event stays small however many checks failed.</summary>
    private static Evidence? Shorten(Evidence? evidence, int characters) => evidence is { } e && e.OutputTail.Length > characters
        ? e with { OutputTail = e.OutputTail[^(char.IsLowSurrogate(e.OutputTail[^characters]) ? characters - 1 : characters)..] }
        : evidence;
}
