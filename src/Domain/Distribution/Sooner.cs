using System.Collections.Immutable;

namespace Weft.Domain.Distribution;

/// <summary>A task is kept from an agent that became slow as long as others would end it sooner, although they are busy now: the quickest way to end it is to wait
/// for one of them. Ready tasks are gone through in their order; each goes to whoever of the others would end it first, and so makes that one busy for longer. Where
/// they have much to do, the slow one gets what they would come to late. What comes of it is an exclusion in the inputs of the decision.</summary>
/// <param name="slow">those that ask and are known to be slow</param>
/// <param name="others">all others that take work</param>
/// <param name="slowness">by how much an agent is slower in a kind of task; 0: it is not</param>
internal sealed class Sooner(
    ImmutableArray<AgentState> slow, ImmutableArray<Prospect> others, Func<string, string, double> slowness, ChoiceRules rules, DateTimeOffset now)
{
    /// <summary>Looking further costs more than it tells.</summary>
    private const int MostLooked = 2_000;

    private readonly int[] _places = [.. slow.Select(a => a.Free)];
    private readonly Dictionary<(string Workflow, string Task), ImmutableArray<Exclusion>> _kept = [];

    /// <summary>From whom each task is kept; of tasks that are kept from nobody nothing.</summary>
    /// <param name="kinds">tasks that the same agents can have, exclusions apart</param>
    /// <param name="inOrder">of these kinds, all that may be given out</param>
    public IReadOnlyDictionary<(string Workflow, string Task), ImmutableArray<Exclusion>> Of(
        IEnumerable<SortedSet<OpenTask>> kinds, Func<List<SortedSet<OpenTask>>, IEnumerable<OpenTask>> inOrder)
    {
        var able = new Dictionary<string, Able>(StringComparer.Ordinal);
        var looked = kinds.Where(k => !k.Min!.InMergeLane && Ask(able, k.Min!) is { Others.Length: > 0 }).ToList();
        if (able.Values.Any(a => a is { Others.Length: > 0, Slow.Length: > 0 }))
        {
            foreach (var task in inOrder(looked).Take(MostLooked).TakeWhile(_ => _places.Any(p => p > 0)))
            {
                Look(task, Ask(able, task));
            }
        }

        return _kept;
    }

    /// <summary>Places in the list of those who can have a task, and of the slow ones who can.</summary>
    private sealed record Able(int[] Others, int[] Slow);

    private Able Ask(Dictionary<string, Able> known, OpenTask task)
    {
        var kind = Ableness.Of(task);
        if (!known.TryGetValue(kind, out var able))
        {
            var asked = task with { Excluded = null };
            known[kind] = able = new(
                [.. Enumerable.Range(0, others.Length).Where(i => Suitability.IsFor(asked, others[i].Agent, rules))],
                [.. Enumerable.Range(0, slow.Length).Where(i => Suitability.IsFor(asked, slow[i], rules))]);
        }

        return able;
    }

    private void Look(OpenTask task, Able able)
    {
        var (first, ends, quickest) = First(task, able.Others);
        if (first is null)
        {
            // Nobody else can have it, or it is not known when.
            return;
        }

        foreach (var i in able.Slow.Where(i => _places[i] > 0 && Suitability.IsFor(task, slow[i], rules)))
        {
            var slower = slowness(slow[i].Id, task.Family);
            if (slower <= 0)
            {
                continue;
            }

            if (Math.Max(Predict.For(task, slow[i]).Seconds, quickest * (1 + slower)) < ends)
            {
                _places[i]--;
                return;
            }

            var key = (task.Workflow, task.Task);
            _kept[key] = _kept.GetValueOrDefault(key, task.Excluded ?? []).Add(new Exclusion(slow[i].Id, Match.Slow));
        }

        first.Take(now - task.ReadyAt, ends);
    }

    /// <summary>Who of the others would end it first, in how many seconds from now, and how long the quickest of them works on it.</summary>
    private (Prospect? Agent, double Ends, double Quickest) First(OpenTask task, int[] able)
    {
        var (first, ends, quickest) = ((Prospect?)null, double.PositiveInfinity, double.PositiveInfinity);
        foreach (var i in able)
        {
            if (task.Excluded is not null && !Suitability.IsFor(task, others[i].Agent, rules))
            {
                continue;
            }

            var seconds = Predict.For(task, others[i].Agent).Seconds;
            var end = others[i].NextFree(now - task.ReadyAt) + seconds;
            (first, ends, quickest) = end < ends ? (others[i], end, Math.Min(quickest, seconds)) : (first, ends, Math.Min(quickest, seconds));
        }

        return (first, ends, quickest);
    }
}
