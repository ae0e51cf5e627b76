using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Domain.Metrics;

/// <param name="Needs">tasks and gates that had to be done before; none for checks, merges and reverts</param>
/// <param name="Skills">names of the skills it asked for</param>
public sealed record RecordedTask(TaskHistory History, ImmutableArray<string> Needs, ImmutableArray<string> Skills);

public sealed record RecordedGate(string Name, ImmutableArray<string> After);

/// <summary>Everything about a run that its figures are computed from; folded from its events and nothing else.</summary>
public sealed record RunRecord(
    string Id, RunClock Clock, ImmutableArray<StageDefinition> Stages, ImmutableArray<RecordedTask> Tasks, ImmutableArray<RecordedGate> Gates)
{
    public DateTimeOffset Start => Clock.StartedAt ?? Clock.PlannedAt;

    /// <summary>The end; of a run that goes on, the last moment that its events tell of.</summary>
    public DateTimeOffset End => Clock.EndedAt ?? LastMoment();

    public bool IsFinal => Clock.EndedAt is not null;

    public IEnumerable<TaskHistory> Of(WorkKind kind) => Tasks.Where(t => t.History.Kind == kind).Select(t => t.History);

    private DateTimeOffset LastMoment()
    {
        var last = Start;
        foreach (var segment in Tasks.SelectMany(t => t.History.Segments))
        {
            last = Later(last, segment.To ?? segment.From);
        }

        return Clock.Gates.Aggregate(last, (l, g) => Later(l, g.EndedAt ?? g.OpenedAt ?? g.AwaitedAt ?? l));
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
