namespace Weft.Client;

/// <summary>How patiently a call is tried again while the server cannot be reached, is busy or starts. Refusals are never tried again.</summary>
/// <param name="GiveUpAfter">measured from the first try; the last problem is then thrown</param>
public sealed record RetrySettings(TimeSpan GiveUpAfter, TimeSpan FirstPause, TimeSpan LongestPause)
{
    public static RetrySettings Default { get; } = new(TimeSpan.FromSeconds(60), TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));

    public static RetrySettings None { get; } = Default with { GiveUpAfter = TimeSpan.Zero };

    /// <summary>For a caller that ends by its cancellation only.</summary>
    public static RetrySettings Forever { get; } = Default with { GiveUpAfter = TimeSpan.MaxValue };

    /// <summary>Doubled each time, then drawn from its upper half: callers that were cut off together do not come back together.</summary>
    internal TimeSpan Pause(int tries)
    {
        var most = Math.Min(LongestPause.TotalMilliseconds, FirstPause.TotalMilliseconds * Math.Pow(2, Math.Min(tries, 16)));
        return TimeSpan.FromMilliseconds(most * (0.5 + Random.Shared.NextDouble() / 2));
    }
}
