using System.Collections.Immutable;
using Weft.Domain.Causality;

namespace Weft.Domain.Workflows;

public static partial class WorkflowEvolve
{
    private static Workflow Define(WorkflowDefined e) => new(
        e.WorkflowId, e.Name, e.Template, e.TemplateVersion, e.Parameters, e.Settings, e.Stages, e.Repository,
        WorkflowStatus.Planned, 0,
        ImmutableDictionary.Create<string, WorkItem>(StringComparer.Ordinal),
        e.Gates.ToImmutableDictionary(g => g.Name, g => new GateState(g, GateStatus.Waiting, 1, g.After.Length, 0, []), StringComparer.Ordinal),
        e.Milestones.ToImmutableDictionary(m => m.Name, m => new MilestoneState(m, m.Requires.Length, false), StringComparer.Ordinal),
        e.Milestones.SelectMany(m => m.Requires.Select(r => (Node: r, m.Name))).GroupBy(x => x.Node, StringComparer.Ordinal)
            .ToImmutableDictionary(g => g.Key, g => g.Select(x => x.Name).ToImmutableArray(), StringComparer.Ordinal),
        ImmutableDictionary.Create<string, ArtifactRef>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, RestorePoint>(StringComparer.Ordinal),
        [],
        ImmutableHashSet.Create<string>(StringComparer.Ordinal),
        e.Repository?.BaseCommit)
    {
        TaskCount = e.TaskCount,
        Open = e.TaskCount + e.Gates.Length,
    };

    private static Workflow Plan(Workflow s, TasksPlanned e, Stamp stamp)
    {
        var items = s.Items.ToBuilder();
        foreach (var task in e.Tasks)
        {
            items[task.Name] = new(task.Name, WorkKind.Work, null, task, [], WorkStatus.Waiting, 1, task.Needs.Length, stamp.Version, stamp.Dot);
        }

        var planned = s.PlannedTasks + e.Tasks.Length;
        return planned < s.TaskCount
            ? s with { Items = items.ToImmutable(), PlannedTasks = planned }
            : Link(s, items) with { PlannedTasks = planned };
    }

    /// <summary>Turns "needs" round, once, when the last task is known: who waits for a task or gate.</summary>
    private static Workflow Link(Workflow s, ImmutableDictionary<string, WorkItem>.Builder items)
    {
        var needed = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var (node, needs) in items.Values.Select(i => (i.Name, i.Definition.Needs)).Concat(s.Gates.Values.Select(g => (g.Name, g.Definition.After))))
        {
            foreach (var need in needs)
            {
                if (!needed.TryGetValue(need, out var dependents))
                {
                    needed[need] = dependents = [];
                }

                dependents.Add(node);
            }
        }

        var gates = s.Gates.ToBuilder();
        foreach (var gate in s.Gates.Values.Where(g => needed.ContainsKey(g.Name)))
        {
            gates[gate.Name] = gate with { Dependents = Sorted(gate.Name) };
        }

        var tails = CriticalPath.Tails(items, s.Gates, needed);
        foreach (var item in items.Values.ToList())
        {
            items[item.Name] = item with { Dependents = Sorted(item.Name), TailSeconds = tails.GetValueOrDefault(item.Name) };
        }

        return s with { Items = items.ToImmutable(), Gates = gates.ToImmutable(), ConsumersOf = Consumers(items.Values) };

        ImmutableArray<string> Sorted(string node) => needed.TryGetValue(node, out var dependents) ? [.. dependents.Order(StringComparer.Ordinal)] : [];
    }

    private static ImmutableDictionary<string, ImmutableArray<string>> Consumers(IEnumerable<WorkItem> items) =>
        items.Where(i => !i.Definition.Consumes.IsEmpty).SelectMany(i => i.Definition.Consumes.Select(c => (Artifact: c, i.Name))).GroupBy(x => x.Artifact, StringComparer.Ordinal)
            .ToImmutableDictionary(g => g.Key, g => g.Select(x => x.Name).Order(StringComparer.Ordinal).ToImmutableArray(), StringComparer.Ordinal);
}
