using System.Collections.Immutable;

namespace Weft.Domain.Distribution;

/// <summary>A task is kept from an agent that became slow as long as others would end it sooner, although they are busy now: the quickest way to end it is to wait
/// for one of them. Ready tasks are gone through in their order; each goes to whoever of the others would end it first, and so makes that one busy for longer. Where
/// they have much to do, the slow one gets what they would come to late. What comes of it is an exclusion in the inputs of the decision.</summary>
/// <param name="slow">those that ask and are known to be slow in some kind of task</param>
/// <param name="able">who of everybody can have a task, and how long each would take</param>
/// <param name="runs">when each run lets one more be given out</param>
internal sealed class Sooner(ImmutableArray<AgentState> slow, SoonerAble able, Func<string, RunProspect> runs, ChoiceRules rules, DateTimeOffset now)
{
    /// <summary>Looking further costs more than it tells: tasks, and tasks × others.</summary>
    private const int MostLooked = 20_000;
    private const int MostCompared = 2_000_000;

    private readonly int[] _places = [.. slow.Select(a => a.Free)];
    private readonly Dictionary<(string Workflow, string Task), ImmutableArray<Exclusion>> _kept = [];
    private readonly HashSet<(string Workflow, string Task)> _given = [];

    /// <summary>When the last one that was looked at would be ended; null: all were looked at, or nobody slow has a place left.</summary>
    private double? _cutAt;
    private double _last;

    /// <param name="inOrder">all that may be given out, but for what the limits of runs say</param>
    public Sooner Walk(IEnumerable<OpenTask> inOrder)
    {
        var (looked, compared) = (0, 0);
        foreach (var task in inOrder)
        {
            if (!_places.Any(p => p > 0))
            {
                break;
            }

            if (++looked > MostLooked || compared > MostCompared)
            {
                _cutAt = _last;
                break;
            }

            var can = able.Of(task);
            compared += can.Others.Length;
            Look(task, can);
        }

        return this;
    }

    /// <summary>With those that it is kept from.</summary>
    public OpenTask Apply(OpenTask task) => Kept(task) is { IsEmpty: false } kept ? task with { Excluded = kept } : task;

    private ImmutableArray<Exclusion> Kept(OpenTask task)
    {
        var key = (task.Workflow, task.Task);
        if (_kept.TryGetValue(key, out var kept) || _cutAt is not { } ends || _given.Contains(key))
        {
            return kept.IsDefault ? [] : kept;
        }

        // What comes after all that was looked at is ended no sooner.
        var can = able.Of(task);
        return can.Others.IsEmpty ? [] : With(task, can.Slow.Where(s => _places[s.Index] > 0 && s.Seconds >= ends).Select(s => s.Index));
    }

    private ImmutableArray<Exclusion> With(OpenTask task, IEnumerable<int> from) => [.. task.Excluded ?? [], .. from.Select(i => new Exclusion(slow[i].Id, Match.Slow))];

    private void Look(OpenTask task, SoonerCan can)
    {
        var run = runs(task.Workflow);
        var (any, fitting) = First(task, can, run.Next);
        var from = new List<int>();
        foreach (var s in can.Slow)
        {
            // Where the class prefers tiers, who has one of these waits for no other.
            var first = s.Fits ? fitting : any;
            if (_places[s.Index] <= 0 || first.Agent is null || IsExcluded(task, slow[s.Index].Id))
            {
                continue;
            }

            if (s.Seconds < first.Ends)
            {
                _places[s.Index]--;
                _given.Add((task.Workflow, task.Task));
                run.Take(s.Seconds);
                return;
            }

            from.Add(s.Index);
        }

        if (from.Count > 0)
        {
            _kept[(task.Workflow, task.Task)] = With(task, from);
        }

        Take(task, any, run);
    }

    private void Take(OpenTask task, (Prospect? Agent, double Ends) first, RunProspect run)
    {
        if (first.Agent is not { } agent)
        {
            return;
        }

        // What waits for its run makes nobody busy meanwhile.
        var (waited, urgent) = (now - task.ReadyAt, Suitability.IsUrgent(task, rules));
        if (run.Next <= agent.NextFree(waited, urgent))
        {
            agent.Take(waited, urgent, first.Ends);
        }

        run.Take(first.Ends);
        _last = Math.Max(_last, first.Ends);
    }

    /// <summary>Who of the others would end it first, and in how many seconds from now; of all, and of those whose tier the class is for.</summary>
    private ((Prospect? Agent, double Ends) Any, (Prospect? Agent, double Ends) Fitting) First(OpenTask task, SoonerCan can, double run)
    {
        var (waited, urgent) = (now - task.ReadyAt, Suitability.IsUrgent(task, rules));
        var (any, fitting) = (((Prospect?)null, double.PositiveInfinity), ((Prospect?)null, double.PositiveInfinity));
        foreach (var other in can.Others)
        {
            var ends = Math.Max(run, other.Agent.NextFree(waited, urgent)) + other.Seconds;
            if (ends < any.Item2 && !IsExcluded(task, other.Agent.Agent.Id))
            {
                any = (other.Agent, ends);
            }

            if (other.Fits && ends < fitting.Item2 && !IsExcluded(task, other.Agent.Agent.Id))
            {
                fitting = (other.Agent, ends);
            }
        }

        return (any, fitting);
    }

    private static bool IsExcluded(OpenTask task, string agent) => task.Excluded is { } excluded && excluded.Any(e => e.Agent == agent);
}
