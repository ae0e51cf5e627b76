namespace Weft.Embedded;

/// <summary>Keeps a server running: one that ends without having been asked to (killed, crashed, stopped by hand) is started again, on the same
/// port, which is the one that everybody connects to.</summary>
internal sealed class ServerKeeper : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private readonly EmbeddedPostgresOptions _options;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private volatile bool _isDown;

    public ServerKeeper(EmbeddedPostgresOptions options, RunningServer server)
    {
        _options = options with { Port = server.Port };
        Server = server;
        _loop = Task.Run(KeepAsync);
    }

    /// <summary>The one that runs, or the last one that did.</summary>
    public RunningServer Server { get; private set; }

    /// <summary>Asked to: from here on it stays stopped.</summary>
    public async Task StopAsync(bool immediately)
    {
        await _stop.CancelAsync();
        await _loop;
        if (!_isDown)
        {
            await Server.StopAsync(immediately, _options.StopTimeout);
        }
    }

    public void Dispose() => _stop.Dispose();

    private async Task KeepAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Pace, _options.Time, _stop.Token);
                if (!LiveProcess.Is(Server.ProcessId))
                {
                    await ReviveAsync();
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    private async Task ReviveAsync()
    {
        _options.Say($"PostgreSQL (process {Server.ProcessId}) ended unexpectedly; it is started again");
        _isDown = true;
        await Server.Supervisor.StopAsync(immediately: true, _options.StopTimeout);
        Server.Supervisor.Dispose();
        for (var pause = TimeSpan.FromSeconds(1); _isDown; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                Server = await ServerStart.RunAsync(_options, Server.Layout, _stop.Token);
                _isDown = false;
                _options.Say($"PostgreSQL runs again (process {Server.ProcessId})");
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // Nothing but a running database helps, so it is tried for as long as we run.
                _options.Say(failure.Message);
                await Task.Delay(pause, _options.Time, _stop.Token);
            }
        }
    }
}
