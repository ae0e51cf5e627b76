using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>What goes first: what others wait for (reverts, merges, checks), then priority, the critical path, and age.</summary>
public sealed class Urgency : IComparer<ReadyTask>
{
    public static Urgency Order { get; } = new();

    public int Compare(ReadyTask? x, ReadyTask? y)
    {
        if (x is null || y is null)
        {
            return Comparer<bool>.Default.Compare(x is not null, y is not null);
        }

        var order = Lane(x).CompareTo(Lane(y));
        order = order != 0 ? order : y.Priority.CompareTo(x.Priority);
        order = order != 0 ? order : y.TailSeconds.CompareTo(x.TailSeconds);
        order = order != 0 ? order : x.ReadyAt.CompareTo(y.ReadyAt);
        order = order != 0 ? order : string.CompareOrdinal(x.Workflow, y.Workflow);
        return order != 0 ? order : string.CompareOrdinal(x.Task, y.Task);
    }

    private static int Lane(ReadyTask t) => t.Kind switch
    {
        WorkKind.Revert => 0,
        WorkKind.Merge => 1,
        WorkKind.Check => 2,
        _ => 3,
    };
}
