namespace Weft.Domain.Distribution;

/// <summary>What goes first: what others wait for (reverts, merges, checks), then priority, the critical path, and age. Waiting raises the
/// priority: within a lane a task is never overtaken by one that became ready more than <see cref="AgingSeconds"/> × (difference in priority + 1)
/// after it, which is the bound on starvation there. Between lanes age does not count: reverts, merges and checks go before work, however long
/// that has waited. The order does not depend on the moment at which it is asked for.</summary>
public sealed class Precedence : IComparer<OpenTask>
{
    public const double AgingSeconds = 900;

    public static Precedence Order { get; } = new();

    public int Compare(OpenTask? x, OpenTask? y)
    {
        if (x is null || y is null)
        {
            return Comparer<bool>.Default.Compare(x is not null, y is not null);
        }

        var order = Lane(x).CompareTo(Lane(y));
        order = order != 0 ? order : Turn(x.ReadyAt, x.Priority).CompareTo(Turn(y.ReadyAt, y.Priority));
        order = order != 0 ? order : y.Priority.CompareTo(x.Priority);
        order = order != 0 ? order : y.TailSeconds.CompareTo(x.TailSeconds);
        order = order != 0 ? order : x.ReadyAt.CompareTo(y.ReadyAt);
        order = order != 0 ? order : string.CompareOrdinal(x.Workflow, y.Workflow);
        return order != 0 ? order : string.CompareOrdinal(x.Task, y.Task);
    }

    /// <summary>Its turn among periods of that length: each step of priority is worth one period of waiting.</summary>
    public static long Turn(DateTimeOffset readyAt, int priority) =>
        (long)Math.Floor(readyAt.ToUnixTimeMilliseconds() / (AgingSeconds * 1000)) - priority;

    private static int Lane(OpenTask t) => t.Kind switch
    {
        Workflows.WorkKind.Revert => 0,
        Workflows.WorkKind.Merge => 1,
        Workflows.WorkKind.Check => 2,
        _ => 3,
    };
}
