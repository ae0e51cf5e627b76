namespace Weft.Embedded;

/// <summary>From a folder to a server that answers.</summary>
internal static class ServerStart
{
    private const int MostAttempts = 5;

    // What others do at the same moment; it is over a moment later.
    private static readonly string[] Passing = ["already exists", "pre-existing shared memory block"];

    public static async Task<RunningServer> RunAsync(EmbeddedPostgresOptions options, DataDirLayout layout, CancellationToken ct)
    {
        var binaries = await PostgresSource.FindAsync(options.Search, layout.ExistingMajor(), ct);
        var account = await ServerAccount.ChooseAsync(binaries, layout, ct);
        var cluster = await Cluster.EnsureAsync(binaries, layout, account, flush: !options.Unsafe, ct);
        var log = new ServerLog(layout.Log);
        log.Open();
        await account.TakeOverAsync(layout.Log, ct);
        for (var attempt = 1; ; attempt++)
        {
            await Leftovers.ClearAsync(binaries, cluster, account, ct);
            var before = log.Length;
            var port = options.Port == 0 ? FreePort.Find() : options.Port;
            if (await StartAsync(options, binaries, account, new ServerPlace(layout.Root, cluster, layout.Log), port, ct) is { } supervisor)
            {
                var pid = new PostmasterFile(cluster).ProcessId() ?? throw Failure(log.Since(before));
                return new RunningServer(binaries, layout, account, supervisor, port, pid);
            }

            await AgainAsync(options, attempt, port, log.Since(before), ct);
        }
    }

    private static async Task<Supervisor?> StartAsync(
        EmbeddedPostgresOptions options, PostgresBinaries binaries, ServerAccount account, ServerPlace place, int port, CancellationToken ct)
    {
        var settings = ServerSettings.CommandLine(port, options.Unsafe, options.Settings);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(options.StartTimeout);
        try
        {
            var command = SupervisorScript.For(binaries, account, place, settings, options.StopTimeout);
            return await Supervisor.StartAsync(command, options.StopTimeout, limit.Token);
        }
        catch (OperationCanceledException)
        {
            await Leftovers.ClearAsync(binaries, place.Cluster, account, CancellationToken.None);
            ct.ThrowIfCancellationRequested();
            throw new EmbeddedPostgresException(
                $"PostgreSQL did not start within {options.StartTimeout.TotalSeconds:0} s; see {place.Log}.");
        }
    }

    private static async Task AgainAsync(EmbeddedPostgresOptions options, int attempt, int port, string said, CancellationToken ct)
    {
        var portTaken = said.Contains("Address already in use", StringComparison.Ordinal);
        if (portTaken && options.Port != 0)
        {
            throw new EmbeddedPostgresException($"Port {port} on 127.0.0.1 is in use by another program.");
        }

        if (attempt == MostAttempts || !(portTaken || Array.Exists(Passing, words => said.Contains(words, StringComparison.Ordinal))))
        {
            throw Failure(said);
        }

        await Task.Delay(TimeSpan.FromMilliseconds(200 * attempt), options.Time, ct);
    }

    private static EmbeddedPostgresException Failure(string said)
    {
        var last = said.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(12);
        return new EmbeddedPostgresException($"PostgreSQL did not start. Its log says:\n{string.Join('\n', last)}");
    }
}
