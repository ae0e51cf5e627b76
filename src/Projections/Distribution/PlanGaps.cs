using System.Collections.Immutable;
using Weft.Domain.Planning;
using Weft.Domain.Workflows;
using Weft.Projections.Workflows;

namespace Weft.Projections.Distribution;

/// <summary>A task of the run that its plan leaves out.</summary>
/// <param name="Code">nobody-able, failed, merge-failed; needs-task and needs-gate: it hangs on something that is in the way</param>
/// <param name="Because">what it hangs on; null: it is in the way itself</param>
public sealed record Unplanned(string Task, string Code, string? Because);

/// <summary>What no plan can be made for as things stand. A plan that began what hangs on such a task would promise what cannot happen.</summary>
internal static class PlanGaps
{
    /// <param name="open">what is left to do of the run</param>
    /// <param name="isPossible">whether an agent of the workspace could do it</param>
    public static ImmutableArray<Unplanned> Of(PlanGround ground, IReadOnlyList<TaskRow> open, Func<TaskRow, bool> isPossible)
    {
        var tasks = ground.Tasks.Select(t => (t.Task, Code: CodeOf(t))).Where(t => t.Code is not null)
            .Concat(open.Where(t => !isPossible(t)).Select(t => (t.Task, Code: (string?)"nobody-able")))
            .ToDictionary(t => t.Task, t => t.Code!, StringComparer.Ordinal);
        var gates = ground.Gates.Where(g => IsStuck(g, ground, isPossible)).Select(g => g.Gate).ToHashSet(StringComparer.Ordinal);
        var hanging = Hanging.On(tasks.Keys.Concat(gates), Nodes(ground, open));
        return
        [
            .. tasks.Select(t => new Unplanned(t.Key, t.Value, null))
                .Concat(open.Where(t => hanging.ContainsKey(t.Task)).Select(t => new Unplanned(t.Task, gates.Contains(hanging[t.Task]) ? "needs-gate" : "needs-task", hanging[t.Task])))
                .OrderBy(u => u.Task, StringComparer.Ordinal),
        ];
    }

    /// <summary>What is held or offered has all that it needs.</summary>
    private static IEnumerable<(string Name, IEnumerable<string> Needs)> Nodes(PlanGround ground, IReadOnlyList<TaskRow> open) =>
        open.Where(t => t.Holder is null && t.OfferedTo is null).Select(t => (t.Task, t.Needs.AsEnumerable()))
            .Concat(ground.Gates.Where(g => g.Status != GateStatus.Passed).Select(g => (g.Gate, g.After.AsEnumerable())));

    /// <summary>These wait for a person to retry them.</summary>
    private static string? CodeOf(TaskRow task) => task switch
    {
        { Status: WorkStatus.Failed } => "failed",
        { Status: WorkStatus.Submitted, MergeFailed: true } => "merge-failed",
        _ => null,
    };

    private static bool IsStuck(GateRow gate, PlanGround ground, Func<TaskRow, bool> isPossible) => gate.Status switch
    {
        GateStatus.Failed or GateStatus.TimedOut => true,
        GateStatus.Waiting => ground.RunsChecks && gate.Definitions.Any(d => !isPossible(AsTask(gate, d))),
        GateStatus.Open => ground.Checks.Any(c => c.Subject == gate.Gate && c is { IsOpen: true, Holder: null, OfferedTo: null } && !isPossible(c)),
        _ => false,
    };

    /// <summary>A check becomes a task when its gate opens.</summary>
    private static TaskRow AsTask(GateRow gate, CheckDefinition check) => new()
    {
        Id = TaskRow.IdOf(gate.Workflow, WorkflowEvolve.CheckName(gate.Gate, check.Name, gate.Run)),
        Workflow = gate.Workflow,
        Task = WorkflowEvolve.CheckName(gate.Gate, check.Name, gate.Run),
        Kind = WorkKind.Check,
        Subject = gate.Gate,
        Status = WorkStatus.Waiting,
        Attempt = 1,
        Priority = 1,
        Complexity = Complexity.Simple,
        EstimateSeconds = 1,
        Skills = check.Skills,
        Version = gate.Version,
        Position = gate.Position,
    };
}
