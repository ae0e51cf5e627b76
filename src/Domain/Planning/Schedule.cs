using System.Collections.Immutable;

namespace Weft.Domain.Planning;

public readonly record struct Slot(int Agent, double Start, double End);

/// <summary>Who does what, and when: a slot for each task.</summary>
public sealed class Schedule(ImmutableArray<Slot> slots)
{
    public ImmutableArray<Slot> Slots { get; } = slots;

    public double Makespan { get; } = slots.IsEmpty ? 0 : slots.Max(s => s.End);

    /// <summary>Each agent's tasks in the order in which it does them.</summary>
    public ImmutableArray<ImmutableArray<int>> Sequences(Instance instance)
    {
        var sequences = new List<int>[instance.Agents.Length];
        foreach (var task in InOrder(instance))
        {
            (sequences[Slots[task].Agent] ??= []).Add(task);
        }

        return [.. sequences.Select(s => s?.ToImmutableArray() ?? [])];
    }

    /// <summary>The chain of tasks that ends last, each waiting for the one before it: because it needs it, or because their agent was busy.</summary>
    public ImmutableArray<int> CriticalPath(Instance instance)
    {
        if (Slots.IsEmpty)
        {
            return [];
        }

        var before = new int[Slots.Length];
        Array.Fill(before, -1);
        foreach (var sequence in Sequences(instance))
        {
            for (var i = 1; i < sequence.Length; i++)
            {
                before[sequence[i]] = sequence[i - 1];
            }
        }

        var path = new Stack<int>();
        var last = Enumerable.Range(0, Slots.Length).MaxBy(t => Slots[t].End);
        for (var at = last; at >= 0; at = Binding(instance, at, before[at]))
        {
            path.Push(at);
        }

        return [.. path];
    }

    /// <summary>What is broken, or nothing: every task on an agent that may do it, for as long as it takes, one at a time, after all it needs.</summary>
    public string? Broken(Instance instance)
    {
        var tolerance = 1e-9 * (1 + Makespan);
        for (var t = 0; t < Slots.Length; t++)
        {
            var slot = Slots[t];
            var option = instance.Options[t].FirstOrDefault(o => o.Agent == slot.Agent, new Option(-1, 0));
            if (option.Agent < 0 || slot.Start < 0 || Math.Abs(slot.End - slot.Start - option.Duration) > tolerance)
            {
                return $"{instance.Tasks[t].Id}: wrong agent or duration";
            }

            if (instance.Before[t].Any(l => Ready(l, slot.Agent) > slot.Start + tolerance))
            {
                return $"{instance.Tasks[t].Id}: begins before what it needs";
            }
        }

        var overlap = Sequences(instance).SelectMany(s => s.Zip(s.Skip(1))).Where(p => Slots[p.First].End > Slots[p.Second].Start + tolerance).ToList();
        return overlap.Count == 0 ? null : $"{instance.Tasks[overlap[0].First].Id} and {instance.Tasks[overlap[0].Second].Id}: at the same time";
    }

    private IEnumerable<int> InOrder(Instance instance)
    {
        var places = instance.Places.ToArray();
        return Enumerable.Range(0, Slots.Length).OrderBy(t => Slots[t].Start).ThenBy(t => Slots[t].End).ThenBy(t => places[t]);
    }

    private double Ready(Link from, int agent) => Slots[from.Task].End + (Slots[from.Task].Agent == agent ? 0 : from.Transfer);

    private int Binding(Instance instance, int task, int sameAgent)
    {
        var (binding, latest) = (-1, 0.0);
        foreach (var link in instance.Before[task])
        {
            var ready = Ready(link, Slots[task].Agent);
            if (ready > latest || (binding < 0 && ready >= latest))
            {
                (binding, latest) = (link.Task, ready);
            }
        }

        return sameAgent >= 0 && Slots[sameAgent].End > latest ? sameAgent : binding;
    }
}
