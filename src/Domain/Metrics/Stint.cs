using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Domain.Metrics;

/// <summary>One agent's hold of one task, from grant to end; or (without an agent) a conflict that waited for its answer.</summary>
/// <param name="ReadyAt">since when it could have been taken</param>
/// <param name="GrantedAt">for a conflict, when it was found</param>
/// <param name="StartedAt">when the agent began; the end when it never did</param>
/// <param name="Counts">what it made is the task's result, or may become it</param>
public sealed record Stint(
    string Task, WorkKind Kind, string? Subject, string Stage, int Attempt, string? Agent, DateTimeOffset ReadyAt, DateTimeOffset GrantedAt,
    DateTimeOffset StartedAt, DateTimeOffset EndedAt, SegmentEnd? End, bool Counts)
{
    public bool IsConflict => Agent is null;

    /// <summary>It takes one of its agent's places; merges and reverts have a lane of their own.</summary>
    public bool TakesPlace => Agent is not null && Kind is WorkKind.Work or WorkKind.Check;

    public TimeSpan Running => EndedAt - StartedAt;

    /// <summary>All stints of a run in the order of their ends.</summary>
    public static ImmutableArray<Stint> All(RunRecord run) =>
        [.. run.Tasks.SelectMany(t => Of(t.History, run.End)).OrderBy(s => s.EndedAt).ThenBy(s => s.GrantedAt).ThenBy(s => s.Task, StringComparer.Ordinal)];

    public static IEnumerable<Stint> Of(TaskHistory history, DateTimeOffset end)
    {
        var ready = history.Segments is [var first, ..] ? first.From : end;
        var granted = ready;
        foreach (var segment in history.Segments)
        {
            var to = Earlier(segment.To ?? end, end);
            switch (segment.Phase)
            {
                case Phase.Queued:
                    ready = segment.From;
                    granted = to;
                    break;
                case Phase.Dispatched:
                    granted = segment.From;
                    if (segment.End != SegmentEnd.Followed)
                    {
                        yield return New(history, segment, ready, granted, to, to, false);
                    }

                    break;
                case Phase.Running:
                    yield return New(history, segment, ready, Earlier(granted, segment.From), segment.From, to, Counted(history, segment));
                    break;
                case Phase.Resolving:
                    yield return New(history, segment with { Agent = null }, segment.From, segment.From, segment.From, to, true);
                    break;
            }
        }
    }

    /// <summary>The last run, unless it failed or the task was queued again after it.</summary>
    private static bool Counted(TaskHistory history, Segment segment) =>
        segment.End is null or SegmentEnd.HandedIn && history.Segments.Last(s => s.Phase is Phase.Running or Phase.Queued) == segment;

    private static Stint New(TaskHistory h, Segment s, DateTimeOffset ready, DateTimeOffset granted, DateTimeOffset started, DateTimeOffset ended, bool counts) =>
        new(h.Task, h.Kind, h.Subject, h.Stage, s.Attempt, s.Agent, ready, granted, started, ended, s.End, counts);

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
