using System.Collections.Immutable;
using Weft.Domain.Workflows;
using Weft.Projections.Workflows;

namespace Weft.Projections.Metrics;

/// <summary>One class of tasks: how many kept to its time. A task adds to it as it stands, so a roll-back takes away what it undoes.</summary>
public sealed record SlaRow : IRow
{
    private const double Growth = 1.05;

    /// <summary>The class: simple, moderate or complex.</summary>
    public required string Id { get; init; }

    public int Open { get; init; }

    public int Met { get; init; }

    public int Missed { get; init; }

    public int GivenUp { get; init; }

    public int Warned { get; init; }

    public int Breached { get; init; }

    /// <summary>Durations of what is done: bucket n holds those of 1.05^n to 1.05^(n+1) seconds.</summary>
    public ImmutableSortedDictionary<int, int> Durations { get; init; } = ImmutableSortedDictionary<int, int>.Empty;

    public int Tasks => Open + Met + Missed + GivenUp;

    public static string IdOf(TaskRow task) => task.Complexity.ToString().ToLowerInvariant();

    public SlaRow Count(TaskRow task, int sign)
    {
        if (task is not { Kind: WorkKind.Work, ClockSince: { } since })
        {
            return this;
        }

        var done = task.Status == WorkStatus.Completed;
        var row = this with
        {
            Open = Open + (task.IsOpen ? sign : 0),
            Met = Met + (done && !task.SlaBreached ? sign : 0),
            Missed = Missed + (done && task.SlaBreached ? sign : 0),
            GivenUp = GivenUp + (!done && !task.IsOpen ? sign : 0),
            Warned = Warned + (task.SlaWarned ? sign : 0),
            Breached = Breached + (task.SlaBreached ? sign : 0),
        };
        if (!done || task.EndedAt is not { } ended)
        {
            return row;
        }

        var bucket = (int)Math.Floor(Math.Log(Math.Max(1, (ended - since).TotalSeconds), Growth));
        var count = Durations.GetValueOrDefault(bucket) + sign;
        return row with { Durations = count == 0 ? Durations.Remove(bucket) : Durations.SetItem(bucket, count) };
    }

    /// <summary>Seconds that so large a share of what is done stayed below, within 5 %; null: nothing is done.</summary>
    public double? Percentile(double share)
    {
        var (rank, seen) = (Math.Ceiling(share * (Met + Missed)), 0);
        foreach (var (bucket, count) in Durations)
        {
            seen += count;
            if (seen >= rank)
            {
                return Math.Round(Math.Pow(Growth, bucket + 1), 1);
            }
        }

        return null;
    }
}
