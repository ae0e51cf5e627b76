using System.Collections.Immutable;
using Weft.Domain.Causality;

namespace Weft.Domain.Workflows;

public static partial class WorkflowEvolve
{
    private static Workflow Complete(Workflow s, TaskCompleted e, Stamp stamp)
    {
        var kind = s.Items[e.Task].Kind;
        s = s.Change(e, stamp, static (i, e, _) => i.Completed(e));
        return kind switch
        {
            WorkKind.Work => MarkDone(s, e.Task),
            WorkKind.Check => CheckEnded(s, e.Task, null),
            WorkKind.Merge => s with { Merges = s.Merges.Remove(e.Task) },
            _ => s with { Reverting = null },
        };
    }

    private static Workflow FailTask(Workflow s, TaskFailed e, Stamp stamp)
    {
        var item = s.Items[e.Task];
        s = s.Change(e.Task, stamp, i => i.SentBack().Again(e.RetryAt, e.Reason) with { Ended = e.Token > 0 ? new(e.Token, EndingKind.Failed, null) : i.Ended });
        return (item.Kind, e.RetryAt) switch
        {
            (WorkKind.Check, null) => CheckEnded(s, e.Task, new FailedCheck(item.Definition.Name, e.Task, e.Evidence)),
            (WorkKind.Merge, null) => GiveUpMerge(s, item, e.Reason, stamp),
            _ => s,
        };
    }

    private static Workflow TimeOutTask(Workflow s, TaskTimedOut e, Stamp stamp)
    {
        var item = s.Items[e.Task];
        var why = $"{e.Agent} brought no result within {item.Definition.TimeoutSeconds} s";
        s = s.Change(e.Task, stamp, i => i.Again(e.RetryAt, why));
        return item.Kind == WorkKind.Merge && e.RetryAt is null ? GiveUpMerge(s, item, why, stamp) : s;
    }

    /// <summary>A merge that cannot be done stops only the task that it is for, whose work stays on its branch until somebody retries.</summary>
    private static Workflow GiveUpMerge(Workflow s, WorkItem merge, string why, Stamp stamp) =>
        s.Change(merge.Subject!, stamp, i => i with { MergeFailed = true, Note = why }) with { Merges = s.Merges.Remove(merge.Name) };

    private static Workflow CheckEnded(Workflow s, string check, FailedCheck? failed)
    {
        var gate = s.Gates[s.Items[check].Subject!];
        return s with
        {
            Gates = s.Gates.SetItem(gate.Name, gate with
            {
                ChecksLeft = gate.ChecksLeft - 1,
                Failed = failed is null ? gate.Failed : gate.Failed.Add(failed),
            }),
        };
    }

    /// <summary>A task or gate is done: its dependents wait for one less, and so do the milestones that require it.</summary>
    private static Workflow MarkDone(Workflow s, string node)
    {
        if (s.Done.Contains(node))
        {
            return s;
        }

        var dependents = s.Items.TryGetValue(node, out var item) ? item.Dependents : s.Gates[node].Dependents;
        var (items, gates, milestones) = (s.Items, s.Gates, s.Milestones);
        foreach (var dependent in dependents)
        {
            if (items.TryGetValue(dependent, out var waiting))
            {
                items = items.SetItem(dependent, waiting with { Blockers = waiting.Blockers - 1 });
            }
            else
            {
                gates = gates.SetItem(dependent, gates[dependent] with { Blockers = gates[dependent].Blockers - 1 });
            }
        }

        foreach (var name in s.MilestonesOf.GetValueOrDefault(node, []))
        {
            milestones = milestones.SetItem(name, milestones[name] with { Left = milestones[name].Left - 1 });
        }

        return s with { Done = s.Done.Add(node), Open = s.Open - 1, Items = items, Gates = gates, Milestones = milestones };
    }

    /// <summary>Counts blockers, milestones and open nodes anew from what is done; used after a roll-back.</summary>
    private static Workflow Recount(Workflow s)
    {
        var items = s.Items.ToBuilder();
        foreach (var item in s.Items.Values.Where(i => i.Kind == WorkKind.Work))
        {
            items[item.Name] = item with { Blockers = item.Definition.Needs.Count(n => !s.Done.Contains(n)) };
        }

        var milestones = s.Milestones.Values.ToImmutableDictionary(m => m.Definition.Name, m =>
        {
            var left = m.Definition.Requires.Count(r => !s.Done.Contains(r));
            return m with { Left = left, Reached = m.Reached && left == 0 };
        }, StringComparer.Ordinal);
        return s with
        {
            Items = items.ToImmutable(),
            Gates = s.Gates.Values.ToImmutableDictionary(g => g.Name, g => g with { Blockers = g.Definition.After.Count(a => !s.Done.Contains(a)) }, StringComparer.Ordinal),
            Milestones = milestones,
            Open = s.TaskCount + s.Gates.Count - s.Done.Count,
        };
    }
}
