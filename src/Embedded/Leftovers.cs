namespace Weft.Embedded;

/// <summary>
/// Ends a server that nobody looks after any more: its process was killed and its supervisor too, or is still stopping it.
/// Only for who holds the lock of the folder, because then it can be nobody else's.
/// </summary>
internal static class Leftovers
{
    public static async Task ClearAsync(PostgresBinaries binaries, string cluster, ServerAccount account, CancellationToken ct)
    {
        var file = new PostmasterFile(cluster);
        foreach (var (mode, seconds) in new[] { ("fast", 20), ("immediate", 10) })
        {
            if (await file.LiveServerAsync(ct) is not { } server)
            {
                break;
            }

            var stop = account.Run(binaries.Program("pg_ctl"), "-D", cluster, "stop", "-m", mode, "-w", "-t", $"{seconds}");
            await RunProgram.RunAsync(stop with { TimeOut = TimeSpan.FromSeconds(seconds + 10), WorkingFolder = cluster }, ct);

            // pg_ctl waits for the file, which the server removes before it ends: on a busy machine that moment is seconds.
            if (await file.LiveServerAsync(ct) is null)
            {
                await LiveProcess.EndsWithinAsync(server, TimeSpan.FromSeconds(seconds));
            }
        }

        if (await file.LiveServerAsync(ct) is { } pid)
        {
            throw new EmbeddedPostgresException($"The PostgreSQL server {pid} of {cluster} does not stop.");
        }

        file.Disown();
    }
}
