namespace Weft.Application.Coordination;

/// <summary>The end of a flight. After an error nothing is thrown away while the store may still take it.</summary>
internal static class Landing
{
    /// <summary>Until the store has answered, whatever it says.</summary>
    public static Task AwaitAsync(GroupCommit commits) => commits.InFlight is { } flight ? Task.WhenAny(flight.Stored) : Task.CompletedTask;

    /// <summary>What the store took is told; the flight that failed is returned.</summary>
    public static async Task<Flight?> OfAsync(GroupCommit commits)
    {
        if (commits.InFlight is not { } flight)
        {
            return null;
        }

        try
        {
            await commits.FinishAsync();
            return null;
        }
        catch (Exception)
        {
            return flight;
        }
    }
}
