using System.Net.Sockets;
using Npgsql;

namespace Weft.Application.EventStore;

/// <summary>What an error of the store means for the commands that met it. Marten wraps what Npgsql throws, so the whole chain is looked at.</summary>
public static class StoreErrors
{
    /// <summary>States that the function of the batch writer raises, see Schema/010.sql.</summary>
    private const string StoredBefore = "WF001";
    private const string Displaced = "WF002";
    private const string LostRace = "WF003";

    /// <summary>Another node took the workspace: nothing of the batch was stored.</summary>
    public static bool IsDisplaced(Exception error) => StateOf(error) == Displaced;

    /// <summary>Nothing was stored, and decided again on what is there now it may well be accepted.</summary>
    public static bool IsLost(Exception error) => StateOf(error) is StoredBefore or LostRace || Chain(error).Any(e => e is JasperFx.ConcurrencyException);

    /// <summary>The database is away, full, or being stopped: nobody's command is to blame.</summary>
    public static bool IsUnavailable(Exception error) => StateOf(error) is { } state
        ? state is ['0', '8', ..] or ['5', '3', ..] or ['5', '7', ..] or ['5', '8', ..] or "25006" or "3D000" or "55000"
        : Chain(error).Any(e => e is NpgsqlException or TimeoutException or SocketException or IOException);

    /// <summary>There is no room for what should be written; what is stored can still be read.</summary>
    public static bool IsFull(Exception error) => StateOf(error) == PostgresErrorCodes.DiskFull;

    private static string? StateOf(Exception error) => Chain(error).OfType<PostgresException>().FirstOrDefault()?.SqlState;

    private static IEnumerable<Exception> Chain(Exception error)
    {
        for (Exception? e = error; e is not null; e = e.InnerException)
        {
            yield return e;
        }
    }
}
