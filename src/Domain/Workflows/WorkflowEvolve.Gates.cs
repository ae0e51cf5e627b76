using System.Collections.Immutable;
using Weft.Domain.Causality;

namespace Weft.Domain.Workflows;

public static partial class WorkflowEvolve
{
    private static Workflow ApplyGate(Workflow s, IGateEvent happened, Stamp stamp) => happened switch
    {
        GateAwaited e => s.ChangeGate(e.Gate, g => g with { Awaited = true, DeadlineAt = e.DeadlineAt }),
        GateOpened e => OpenGate(s, e, stamp),
        GatePassed e => MarkDone(s.ChangeGate(e.Gate, g => g with { Status = GateStatus.Passed }), e.Gate),
        GateFailed e => s.ChangeGate(e.Gate, g => g with { Status = GateStatus.Failed, Failed = e.Failed }),
        GateTimedOut e => CancelChecks(s, e.Gate, stamp).ChangeGate(e.Gate, g => g with { Status = GateStatus.TimedOut }),
        GateRetried e => CancelChecks(s, e.Gate, stamp).ChangeGate(e.Gate, g => g with { Status = GateStatus.Waiting, Run = e.Run, ChecksLeft = 0, Failed = [], Awaited = false, DeadlineAt = null }),
        _ => throw new InvalidOperationException($"No fold for {happened.GetType().Name}"),
    };

    private static Workflow ChangeGate(this Workflow s, string gate, Func<GateState, GateState> change) =>
        s with { Gates = s.Gates.SetItem(gate, change(s.Gates[gate])) };

    /// <summary>Each check becomes a task of the integration head as it stands now.</summary>
    private static Workflow OpenGate(Workflow s, GateOpened e, Stamp stamp)
    {
        var gate = s.Gates[e.Gate];
        foreach (var name in e.Checks)
        {
            var check = gate.Definition.Checks.First(c => CheckName(e.Gate, c.Name, e.Run) == name);
            s = s.Put(s.Item(name), NewItem(name, WorkKind.Check, e.Gate, CheckTask(check), stamp) with { BaseCommit = e.Commit });
        }

        return s.ChangeGate(e.Gate, g => g with { Status = GateStatus.Open, Run = e.Run, ChecksLeft = e.Checks.Length, Failed = [] });
    }

    public static string CheckName(string gate, string check, int run) => $"check.{gate}.{check}.{run}";

    /// <summary>A check that fails is evidence, not an accident: it is not tried again by itself.</summary>
    private static TaskDefinition CheckTask(CheckDefinition check) => new(
        check.Name, "", [], check.Skills, Complexity.Simple, 100, 1, check.TimeoutSeconds, new RetryPolicy(1, 0, 1, 0), [], [], BaseChoice.Fork, check.Command, []);

    private static WorkItem NewItem(string name, WorkKind kind, string subject, TaskDefinition definition, Stamp stamp) =>
        new(name, kind, subject, definition, [], WorkStatus.Waiting, 1, 0, stamp.Version, stamp.Dot);

    private static Workflow CancelChecks(Workflow s, string gate, Stamp stamp)
    {
        var g = s.Gates[gate];
        return g.Definition.Checks.Select(c => CheckName(gate, c.Name, g.Run)).Where(c => s.Item(c) is { IsOpen: true })
            .Aggregate(s, (state, name) => state.Change(name, stamp, i => i.Fenced(WorkStatus.Cancelled)));
    }

    private static Workflow CancelAll(Workflow s, Stamp stamp)
    {
        var open = s.Items.Values.Where(i => i.IsOpen).Select(i => i.Name).ToImmutableArray();
        return open.Aggregate(s, (state, name) => state.Change(name, stamp, i => i.Fenced(WorkStatus.Cancelled))) with { Merges = [] };
    }
}
