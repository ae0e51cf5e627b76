using System.Collections.Immutable;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain.Workflows;
using Weft.Projections;
using Weft.Projections.Workflows;

namespace Weft.Api.Workflows;

/// <summary>Gates with who they wait for: told by the rows of what stands before them, and of their checks.</summary>
internal static class GateViews
{
    public static async Task<IReadOnlyList<GateView>> ViewsAsync(this Snapshot moment, string workflow, IReadOnlyList<GateRow> gates, CancellationToken cancellation)
    {
        var names = gates.SelectMany(g => g.After.Concat(g.Checks)).Distinct(StringComparer.Ordinal).Select(n => TaskRow.IdOf(workflow, n)).ToArray();
        var tasks = (await moment.Session.LoadManyAsync<TaskRow>(cancellation, names)).ToDictionary(t => t.Task, StringComparer.Ordinal);
        var before = (await moment.Session.LoadManyAsync<GateRow>(cancellation, names)).ToDictionary(g => g.Gate, StringComparer.Ordinal);
        return [.. gates.Select(g => View(g, tasks, before))];
    }

    private static GateView View(GateRow gate, Dictionary<string, TaskRow> tasks, Dictionary<string, GateRow> gates)
    {
        var checks = gate.Checks.Where(tasks.ContainsKey).Select(name => tasks[name]).ToArray();
        var waiting = gate.Status switch
        {
            GateStatus.Waiting or GateStatus.TimedOut => gate.After.SelectMany(node => WaitedFor(node, tasks, gates)),
            GateStatus.Open => checks.Where(c => c.IsOpen).Select(Waited),
            _ => [],
        };
        return new(
            gate.Workflow, gate.Gate, gate.Status.Said(), gate.Run, gate.After, [.. waiting],
            [.. checks.Select(c => new CheckView(c.Task, NameOf(gate, c), c.Status.Said(), c.Holder ?? c.DoneBy))],
            [.. gate.Failed.Select(f => new FailedCheckView(f.Check, f.Item, f.Evidence is { } e ? new EvidenceReport(e.ExitCode, e.OutputTail, e.OutputHash) : null))],
            gate.Commit, gate.AwaitedAt, gate.DeadlineAt, gate.OpenedAt, gate.EndedAt, gate.Version);
    }

    private static IEnumerable<WaitedFor> WaitedFor(string node, Dictionary<string, TaskRow> tasks, Dictionary<string, GateRow> gates) =>
        tasks.TryGetValue(node, out var task) ? task.Status == WorkStatus.Completed ? [] : [Waited(task)]
        : gates.TryGetValue(node, out var gate) && gate.Status != GateStatus.Passed ? [new(node, "gate", gate.Status.Said(), null, 0)]
        : [];

    private static WaitedFor Waited(TaskRow task) => new(task.Task, "task", task.Status.Said(), task.Holder, task.Percent());

    private static string NameOf(GateRow gate, TaskRow check) =>
        gate.Definitions.FirstOrDefault(d => WorkflowEvolve.CheckName(gate.Gate, d.Name, gate.Run) == check.Task)?.Name ?? check.Task;
}
