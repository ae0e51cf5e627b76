namespace Weft.Domain.Planning;

/// <summary>The shortest that a task may take on any agent.</summary>
/// <param name="Duration">of all that take any time</param>
/// <param name="HasInstant">whether there are some that take none</param>
internal readonly record struct Shortest(double Duration, bool HasInstant)
{
    public static Shortest Of(Option[][] options)
    {
        var (least, hasInstant) = (double.PositiveInfinity, false);
        foreach (var ofTask in options)
        {
            foreach (var option in ofTask)
            {
                (least, hasInstant) = option.Duration > 0 ? (Math.Min(least, option.Duration), hasInstant) : (least, true);
            }
        }

        return new Shortest(least, hasInstant);
    }
}
