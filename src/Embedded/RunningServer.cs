namespace Weft.Embedded;

/// <summary>A server that answers, and what it takes to stop it.</summary>
internal sealed record RunningServer(
    PostgresBinaries Binaries, DataDirLayout Layout, ServerAccount Account, Supervisor Supervisor, int Port, int ProcessId)
{
    public string Cluster => Layout.Cluster(Binaries.Major);

    public async Task StopAsync(bool immediately, TimeSpan patience)
    {
        // The supervisor itself goes on to an immediate stop after the patience; the rest is for a killed supervisor.
        await Supervisor.StopAsync(immediately, patience + TimeSpan.FromSeconds(7));
        Supervisor.Dispose();

        // The server removes its file a moment before it ends.
        await LiveProcess.EndsWithinAsync(ProcessId, TimeSpan.FromSeconds(2));
        await Leftovers.ClearAsync(Binaries, Cluster, Account, CancellationToken.None);
    }
}
