using Npgsql;

namespace Weft.Embedded;

/// <summary>A PostgreSQL server of our own, on 127.0.0.1, that ends with us.</summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private readonly EmbeddedPostgresOptions _options;
    private readonly RunningServer _server;
    private readonly DataDirLock _lock;
    private readonly SemaphoreSlim _stopping = new(1, 1);
    private bool _stopped;

    private EmbeddedPostgres(EmbeddedPostgresOptions options, RunningServer server, DataDirLock taken, string connectionString)
    {
        _options = options;
        _server = server;
        _lock = taken;
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    public int Port => _server.Port;

    public int ProcessId => _server.ProcessId;

    public string Version => _server.Binaries.Version;

    public string BinDir => _server.Binaries.BinDir;

    public string DataDir => _server.Layout.Root;

    /// <exception cref="PostgresMissingException">No server programs.</exception>
    /// <exception cref="DataDirBusyException">Another process uses the folder.</exception>
    /// <exception cref="EmbeddedPostgresException">The server did not come up.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, CancellationToken ct)
    {
        var layout = new DataDirLayout(Path.GetFullPath(options.DataDir));
        layout.Create();
        var taken = DataDirLock.Take(layout, options.Time, options.Url);
        RunningServer? server = null;
        try
        {
            options.BeforeStart();
            server = await ServerStart.RunAsync(options, layout, ct);
            var connectionString = await OwnDatabase.EnsureAsync(server.Port, await Cluster.PasswordAsync(layout, ct), options.Database, ct);
            taken.Tell(server.Port, options.Url);
            return new EmbeddedPostgres(options, server, taken, connectionString);
        }
        catch
        {
            await (server?.StopAsync(immediately: true, options.StopTimeout) ?? Task.CompletedTask);
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Lets whoever finds the folder in use know where this process listens.</summary>
    public void Announce(string url) => _lock.Tell(Port, url);

    /// <summary>Ends sessions and stops; immediately when that takes longer than the options allow.</summary>
    public Task StopAsync() => StopAsync(immediately: false);

    /// <summary>Stops as if the power had failed, so that the next start has to recover: for tests of just that.</summary>
    public Task KillImmediateAsync() => StopAsync(immediately: true);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    /// <summary>Saves the database, before its schema is changed; the newest five are kept.</summary>
    /// <returns>The file or folder that was made.</returns>
    public Task<string> BackupAsync(string folder, CancellationToken ct) =>
        Backup.MakeAsync(_server, new NpgsqlConnectionStringBuilder(ConnectionString), folder, _options.Time, ct);

    private async Task StopAsync(bool immediately)
    {
        if (_stopped)
        {
            return;
        }

        await _stopping.WaitAsync();
        try
        {
            if (!_stopped)
            {
                await _server.StopAsync(immediately, _options.StopTimeout);
                _lock.Dispose();
                _stopped = true;
            }
        }
        finally
        {
            _stopping.Release();
        }
    }
}
