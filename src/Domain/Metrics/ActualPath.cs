using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Domain.Metrics;

/// <summary>Why a step could not begin before the one in front of it ended.</summary>
public enum Because { Start, Needs, Agent, Merge, Again }

/// <param name="From">the end of the step before</param>
/// <param name="StartedAt">until here it waited</param>
public sealed record PathStep(Stint Stint, DateTimeOffset From, DateTimeOffset StartedAt, DateTimeOffset To, string? After, Because Because)
{
    public TimeSpan Waiting => StartedAt - From;

    public TimeSpan Working => To - StartedAt;
}

/// <summary>The chain that decided how long the run took: from its last stint backwards to what each had to wait for. The steps follow one
/// another without a gap, so that waiting and working add up to the wall time.</summary>
public sealed class ActualPath
{
    private readonly RunRecord _run;
    private readonly Ended _all;
    private readonly Ended _merges;
    private readonly Dictionary<string, RecordedTask> _tasks;
    private readonly Dictionary<string, RecordedGate> _gates;
    private readonly Dictionary<string, Ended> _byTask;
    private readonly Dictionary<(string, bool), Ended> _byLane;
    private readonly Dictionary<string, Ended> _bySubject;

    private ActualPath(RunRecord run, ImmutableArray<Stint> stints)
    {
        (_run, _all) = (run, new Ended(stints));
        _merges = new Ended(stints.Where(s => s.Kind == WorkKind.Merge && !s.IsConflict));
        _tasks = run.Tasks.ToDictionary(t => t.History.Task, StringComparer.Ordinal);
        _gates = run.Gates.ToDictionary(g => g.Name, StringComparer.Ordinal);
        _byTask = stints.GroupBy(s => s.Task).ToDictionary(g => g.Key, g => new Ended(g), StringComparer.Ordinal);
        _byLane = stints.Where(s => !s.IsConflict).GroupBy(s => (s.Agent!, s.TakesPlace)).ToDictionary(g => g.Key, g => new Ended(g));
        _bySubject = stints.Where(s => s.Subject is not null && !s.IsConflict).GroupBy(s => s.Subject!).ToDictionary(g => g.Key, g => new Ended(g), StringComparer.Ordinal);
    }

    /// <summary>First step first; empty for a run in which nobody did anything.</summary>
    public static ImmutableArray<PathStep> Of(RunRecord run, ImmutableArray<Stint> stints)
    {
        var path = new ActualPath(run, stints);
        var steps = ImmutableArray.CreateBuilder<PathStep>();
        var seen = new HashSet<Stint>(ReferenceEqualityComparer.Instance);
        for (var at = path._all.LastBefore(run.End, seen); at is not null && seen.Add(at);)
        {
            var (before, because) = path.Before(at, seen);
            var from = Later(run.Start, before?.EndedAt ?? run.Start);
            steps.Add(new(at, from, Later(from, at.StartedAt), Later(from, at.EndedAt), before?.Task, before is null ? Because.Start : because));
            at = before;
        }

        steps.Reverse();
        return steps.ToImmutable();
    }

    /// <summary>Wall time that neither the tasks' own work nor their dependencies explain: waiting on the path (but for pauses), merging,
    /// and what was left after its last step.</summary>
    public static TimeSpan Coordination(RunRecord run, ImmutableArray<PathStep> path)
    {
        var ticks = (run.End - (path is [.., var last] ? last.To : run.Start)).Ticks;
        foreach (var step in path)
        {
            ticks += step.Waiting.Ticks - run.Clock.Pauses.Sum(p => Overlap(p.From, p.To ?? run.End, step.From, step.StartedAt));
            ticks += step.Stint.Kind is WorkKind.Merge or WorkKind.Revert && !step.Stint.IsConflict ? step.Working.Ticks : 0;
        }

        return new(Math.Max(0, ticks));
    }

    private (Stint? Before, Because Why) Before(Stint at, HashSet<Stint> seen)
    {
        // Its agent was busy with something else while it could have been taken.
        var busy = at.IsConflict ? null : _byLane[(at.Agent!, at.TakesPlace)].LastBefore(at.GrantedAt, seen);
        if (busy is not null && busy.EndedAt > at.ReadyAt)
        {
            return (busy, Because.Agent);
        }

        return Candidates(at, seen).OrderBy(c => c.Stint.EndedAt).ThenBy(c => c.Stint.GrantedAt).Select(c => ((Stint?)c.Stint, c.Why)).LastOrDefault((null, Because.Start));
    }

    /// <summary>What may have made it ready: of each kind the last that ended before.</summary>
    private IEnumerable<(Stint Stint, Because Why)> Candidates(Stint at, HashSet<Stint> seen)
    {
        IEnumerable<(Stint?, Because)> found = at switch
        {
            { IsConflict: true } => [Last(_bySubject, at.Task, Because.Merge)],
            { Kind: WorkKind.Check } => Finishing(_gates[at.Subject!].After, at.ReadyAt, seen, 0),
            { Kind: WorkKind.Merge } => [Last(_byTask, at.Subject!, Because.Needs), (_merges.LastBefore(at.ReadyAt, seen), Because.Merge)],
            { Kind: WorkKind.Revert } => [(_all.LastBefore(at.ReadyAt, seen), Because.Again)],
            _ => Finishing(_tasks[at.Task].Needs, at.ReadyAt, seen, 0),
        };
        return found.Append(Last(_byTask, at.Task, Because.Again)).Where(f => f.Item1 is not null).Select(f => (f.Item1!, f.Item2));

        (Stint?, Because) Last(Dictionary<string, Ended> by, string key, Because why) => (by.GetValueOrDefault(key)?.LastBefore(at.ReadyAt, seen), why);
    }

    /// <summary>The stints whose ends made these nodes done: the work or its merge; for a gate its checks, or what stands before it.</summary>
    private IEnumerable<(Stint?, Because)> Finishing(ImmutableArray<string> nodes, DateTimeOffset by, HashSet<Stint> seen, int depth)
    {
        foreach (var node in nodes)
        {
            var checkedBy = _bySubject.GetValueOrDefault(node);
            if (checkedBy is null && depth < 100 && _gates.TryGetValue(node, out var gate))
            {
                foreach (var found in Finishing(gate.After, by, seen, depth + 1))
                {
                    yield return found;
                }
            }
            else
            {
                yield return (checkedBy?.LastBefore(by, seen), Because.Needs);
                yield return (_byTask.GetValueOrDefault(node)?.LastBefore(by, seen), Because.Needs);
            }
        }
    }

    private static long Overlap(DateTimeOffset from, DateTimeOffset to, DateTimeOffset start, DateTimeOffset end) =>
        Math.Max(0, Math.Min(to.Ticks, end.Ticks) - Math.Max(from.Ticks, start.Ticks));

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}

/// <summary>Stints in the order of their ends; of two that end together the later granted one is last: a task, then the merge that completed it.</summary>
internal sealed class Ended(IEnumerable<Stint> stints)
{
    private readonly Stint[] _sorted = [.. stints.OrderBy(s => s.EndedAt).ThenBy(s => s.GrantedAt)];

    public Stint? LastBefore(DateTimeOffset by, HashSet<Stint> seen)
    {
        var (low, high) = (0, _sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _sorted[middle].EndedAt <= by ? (middle + 1, high) : (low, middle);
        }

        while (--low >= 0 && seen.Contains(_sorted[low]))
        {
        }

        return low < 0 ? null : _sorted[low];
    }
}
