namespace Weft.Domain.Metrics;

/// <summary>What a stretch of time was spent on.</summary>
public enum Spent { Working, Rework, Synchronisation, Communication, Resolving, Validation, Dependency, Paused }

/// <summary>Where time went, in ticks so that the parts add up to the whole exactly.</summary>
public sealed class Split
{
    private readonly long[] _ticks = new long[Enum.GetValues<Spent>().Length];

    public TimeSpan Whole => new(_ticks.Sum());

    public TimeSpan this[Spent part] => new(_ticks[(int)part]);

    public void Add(Spent part, long ticks)
    {
        if (ticks < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(ticks), ticks, $"{part} cannot take less than no time.");
        }

        _ticks[(int)part] += ticks;
    }

    public void Add(Spent part, DateTimeOffset from, DateTimeOffset to)
    {
        if (to > from)
        {
            Add(part, to.Ticks - from.Ticks);
        }
    }
}
