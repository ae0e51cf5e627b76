using Npgsql;

namespace Weft.Embedded;

/// <summary>A PostgreSQL server of our own, on 127.0.0.1, that ends with us, and not before.</summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private readonly EmbeddedPostgresOptions _options;
    private readonly ServerKeeper _keeper;
    private readonly DataDirLock _lock;
    private readonly SemaphoreSlim _stopping = new(1, 1);
    private bool _stopped;

    private EmbeddedPostgres(EmbeddedPostgresOptions options, ServerKeeper keeper, DataDirLock taken, string connectionString)
    {
        _options = options;
        _keeper = keeper;
        _lock = taken;
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    public int Port => _keeper.Server.Port;

    /// <summary>Another one after the server had to be started again.</summary>
    public int ProcessId => _keeper.Server.ProcessId;

    public string Version => _keeper.Server.Binaries.Version;

    public string BinDir => _keeper.Server.Binaries.BinDir;

    public string DataDir => _keeper.Server.Layout.Root;

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
            return new EmbeddedPostgres(options, new ServerKeeper(options, server), taken, connectionString);
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
        _keeper.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Saves the database, before its schema is changed; the newest five are kept.</summary>
    /// <returns>The file or folder that was made.</returns>
    public Task<string> BackupAsync(string folder, CancellationToken ct) =>
        Backup.MakeAsync(_keeper.Server, new NpgsqlConnectionStringBuilder(ConnectionString), folder, _options.Time, ct);

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
                await _keeper.StopAsync(immediately);
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
