using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Domain.Metrics;

/// <param name="Busy">places on which work or checks ran</param>
public sealed record ScalePoint(int Busy, TimeSpan Wall, TimeSpan Work);

/// <summary>Every second of every place from the run's start to its end: spent on something, or idle for a reason that the run's other
/// events at that moment tell.</summary>
public sealed class AgentTime
{
    private enum Doing { Working, Rework, Checking, Dispatching, Queued, Merging, Resolving, Paused }

    private readonly int[] _now = new int[Enum.GetValues<Doing>().Length];
    private readonly SortedDictionary<int, (long Wall, long Work)> _scale = [];

    private AgentTime()
    {
    }

    public Split Split { get; } = new();

    public ImmutableArray<ScalePoint> Scale => [.. _scale.Select(s => new ScalePoint(s.Key, new(s.Value.Wall), new(s.Value.Work)))];

    public static AgentTime Of(RunRecord run, ImmutableArray<Stint> stints, int places)
    {
        var time = new AgentTime();
        var at = run.Start;
        foreach (var change in Changes(run, stints).OrderBy(c => c.At))
        {
            var next = change.At < run.Start ? run.Start : change.At > run.End ? run.End : change.At;
            time.Spend(places, next.Ticks - at.Ticks);
            time._now[(int)change.What] += change.Step;
            at = next;
        }

        time.Spend(places, run.End.Ticks - at.Ticks);
        return time;
    }

    private void Spend(int places, long ticks)
    {
        if (ticks == 0)
        {
            return;
        }

        var (working, rework, checking, dispatching) = (Now(Doing.Working), Now(Doing.Rework), Now(Doing.Checking), Now(Doing.Dispatching));
        Split.Add(Spent.Working, working * ticks);
        Split.Add(Spent.Rework, rework * ticks);
        Split.Add(Spent.Validation, checking * ticks);
        Split.Add(Spent.Communication, dispatching * ticks);
        Split.Add(WhyIdle(), (places - working - rework - checking - dispatching) * ticks);
        var busy = working + rework + checking;
        var known = _scale.GetValueOrDefault(busy);
        _scale[busy] = (known.Wall + ticks, known.Work + ((working + checking) * ticks));
    }

    /// <summary>The nearest reason first: a place is idle although something could be taken, is handed over, is being answered, waits for its
    /// time; else because others must finish first.</summary>
    private Spent WhyIdle() =>
        Now(Doing.Paused) > 0 ? Spent.Paused
        : Now(Doing.Queued) > 0 ? Spent.Synchronisation
        : Now(Doing.Merging) > 0 ? Spent.Communication
        : Now(Doing.Checking) > 0 ? Spent.Validation
        : Now(Doing.Working) + Now(Doing.Rework) > 0 ? Spent.Dependency
        : Now(Doing.Resolving) > 0 ? Spent.Resolving
        : Now(Doing.Dispatching) > 0 ? Spent.Communication
        : Spent.Synchronisation;

    private int Now(Doing what) => _now[(int)what];

    private static IEnumerable<(DateTimeOffset At, Doing What, int Step)> Changes(RunRecord run, ImmutableArray<Stint> stints)
    {
        var spans = stints.Where(s => s.TakesPlace).SelectMany(Spans)
            .Concat(run.Tasks.SelectMany(t => Spans(t.History, run.End)))
            .Concat(run.Clock.Pauses.Select(p => (p.From, To: p.To ?? run.End, What: Doing.Paused)));
        return spans.Where(s => s.To > s.From).SelectMany(s => new[] { (s.From, s.What, 1), (s.To, s.What, -1) });
    }

    private static IEnumerable<(DateTimeOffset From, DateTimeOffset To, Doing What)> Spans(Stint s) =>
    [
        (s.GrantedAt, s.StartedAt, Doing.Dispatching),
        (s.StartedAt, s.EndedAt, s.Kind == WorkKind.Check ? Doing.Checking : s.Counts ? Doing.Working : Doing.Rework),
    ];

    private static IEnumerable<(DateTimeOffset From, DateTimeOffset To, Doing What)> Spans(TaskHistory history, DateTimeOffset end)
    {
        foreach (var segment in history.Segments)
        {
            var takesPlace = history.Kind is WorkKind.Work or WorkKind.Check;
            var what = segment.Phase switch
            {
                Phase.Queued => takesPlace ? Doing.Queued : Doing.Merging,
                Phase.Merging => Doing.Merging,
                Phase.Resolving => Doing.Resolving,
                Phase.Deferred => null,
                _ => takesPlace ? (Doing?)null : Doing.Merging,
            };
            if (what is { } known)
            {
                yield return (segment.From, segment.To ?? end, known);
            }
        }
    }
}
