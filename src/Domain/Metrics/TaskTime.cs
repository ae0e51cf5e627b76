using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Domain.Metrics;

/// <summary>Every task's time from the run's start until it was done (or the run's end), by what it was spent on.</summary>
public sealed class TaskTime
{
    private readonly RunRecord _run;
    private readonly Dictionary<string, DateTimeOffset> _doneAt;
    private readonly Dictionary<string, GateSpan> _passed;
    private readonly ILookup<string, Stint> _merges;

    private TaskTime(RunRecord run, ImmutableArray<Stint> stints)
    {
        _run = run;
        _doneAt = run.Of(WorkKind.Work).Where(h => h.Segments is [.., { End: SegmentEnd.HandedIn }])
            .ToDictionary(h => h.Task, h => h.Segments[^1].To!.Value, StringComparer.Ordinal);
        _passed = run.Clock.Gates.Where(g => g.Status == GateStatus.Passed).GroupBy(g => g.Gate, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
        _merges = stints.Where(s => s.Kind == WorkKind.Merge && !s.IsConflict).ToLookup(s => s.Subject!, StringComparer.Ordinal);
    }

    public Split Split { get; } = new();

    public static Split Of(RunRecord run, ImmutableArray<Stint> stints)
    {
        var time = new TaskTime(run, stints);
        foreach (var task in run.Tasks.Where(t => t.History.Kind == WorkKind.Work))
        {
            time.Add(task);
        }

        return time.Split;
    }

    private void Add(RecordedTask task)
    {
        var at = _run.Start;
        foreach (var segment in task.History.Segments)
        {
            Wait(task.Needs, at, Clip(segment.From));
            Add(task.History, segment, Clip(segment.From), Clip(segment.To ?? _run.End));
            at = Clip(segment.To ?? _run.End);
        }

        if (!_doneAt.ContainsKey(task.History.Task))
        {
            Wait(task.Needs, at, _run.End);
        }
    }

    private void Add(TaskHistory history, Segment segment, DateTimeOffset from, DateTimeOffset to)
    {
        switch (segment.Phase)
        {
            case Phase.Running:
                var stint = Stint.Of(history, _run.End).Last(s => s.StartedAt == segment.From && !s.IsConflict);
                Split.Add(stint.Counts ? Spent.Working : Spent.Rework, from, to);
                break;
            case Phase.Dispatched:
                Split.Add(Spent.Communication, from, to);
                break;
            case Phase.Resolving:
                Split.Add(Spent.Resolving, from, to);
                break;
            case Phase.Merging:
                Merge(history.Task, from, to);
                break;
            default:
                Idle(Spent.Synchronisation, from, to);
                break;
        }
    }

    /// <summary>While a worker merges, the result is handed over; before that, it waits for its turn.</summary>
    private void Merge(string task, DateTimeOffset from, DateTimeOffset to)
    {
        var at = from;
        foreach (var merge in _merges[task].Where(m => m.GrantedAt < to && m.EndedAt > from))
        {
            var (start, end) = (Later(at, merge.GrantedAt), Earlier(to, merge.EndedAt));
            Idle(Spent.Synchronisation, at, start);
            Split.Add(Spent.Communication, start, end);
            at = Later(at, end);
        }

        Idle(Spent.Synchronisation, at, to);
    }

    /// <summary>It cannot be taken yet: others must finish, then gates must be checked; what is left after that is nobody's work.</summary>
    private void Wait(ImmutableArray<string> needs, DateTimeOffset from, DateTimeOffset to)
    {
        if (to <= from)
        {
            return;
        }

        var last = needs.Where(_passed.ContainsKey).Select(n => _passed[n]).OrderBy(g => g.EndedAt).LastOrDefault();
        var done = needs.Select(n => _doneAt.TryGetValue(n, out var at) ? at : _passed.TryGetValue(n, out var gate) ? gate.EndedAt!.Value : to).DefaultIfEmpty(from).Max();
        var (opened, passed) = (Between(last?.OpenedAt ?? done, from, to), Between(last?.EndedAt ?? done, from, to));
        Idle(Spent.Dependency, from, opened);
        Idle(Spent.Validation, opened, passed);
        Idle(Spent.Dependency, passed, Between(Later(done, passed), passed, to));
        Idle(Spent.Synchronisation, Between(Later(done, passed), passed, to), to);
    }

    /// <summary>Nobody works on it: pauses explain their part.</summary>
    private void Idle(Spent why, DateTimeOffset from, DateTimeOffset to)
    {
        var at = from;
        foreach (var pause in _run.Clock.Pauses)
        {
            var (start, end) = (Between(pause.From, at, to), Between(pause.To ?? _run.End, at, to));
            Split.Add(why, at, start);
            Split.Add(Spent.Paused, start, end);
            at = Later(at, end);
        }

        Split.Add(why, at, to);
    }

    private DateTimeOffset Clip(DateTimeOffset at) => Between(at, _run.Start, _run.End);

    private static DateTimeOffset Between(DateTimeOffset at, DateTimeOffset from, DateTimeOffset to) => to < from ? from : at < from ? from : at > to ? to : at;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
