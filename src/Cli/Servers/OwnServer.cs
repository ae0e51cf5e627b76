using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Weft.Api.Hosting;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Application.Workspaces;
using Weft.Cli.Settings;
using Weft.Embedded;

namespace Weft.Cli.Servers;

/// <summary>PostgreSQL and the server in this process. PostgreSQL comes first and goes last.</summary>
public sealed class OwnServer : IAsyncDisposable
{
    private readonly EmbeddedPostgres? _postgres;
    private readonly RunningServer _server;

    private OwnServer(EmbeddedPostgres? postgres, RunningServer server, string dataDir, string? adminKey, bool keyIsNew)
    {
        _postgres = postgres;
        _server = server;
        DataDir = dataDir;
        AdminKey = adminKey;
        KeyIsNew = keyIsNew;
        Url = server.Url;
    }

    public string DataDir { get; }

    public string Url { get; }

    /// <summary>Null with a database of one's own whose first start was another one's.</summary>
    public string? AdminKey { get; }

    public bool KeyIsNew { get; }

    public string Database => _postgres is { } own ? $"PostgreSQL {own.Version} on port {own.Port}" : "the database of ConnectionStrings__Weft";

    public static async Task<OwnServer> StartAsync(EffectiveSettings settings, Action<string> say, CancellationToken cancellation)
    {
        // Everything is judged before anything is started.
        settings.ForServer(settings.ConnectionString ?? "Host=embedded", adminKey: null);
        return settings.ConnectionString is { } given
            ? await StartOnGivenAsync(settings, given, cancellation)
            : await StartEmbeddedAsync(settings, say, cancellation);
    }

    /// <summary>The workspace that commands talk about is there from the first start.</summary>
    public async Task OpenWorkspaceAsync(string name, CancellationToken cancellation)
    {
        var outcome = await _server.Services.GetRequiredService<IDoor>().SendAsync(new CreateWorkspace(name), Sender.System(name), cancellation);
        if (outcome.Rejection is { } refused)
        {
            throw new FailedException(refused.Detail);
        }
    }

    public async Task StopAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
        if (_postgres is not null)
        {
            await _postgres.StopAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
    }

    private static async Task<OwnServer> StartEmbeddedAsync(EffectiveSettings settings, Action<string> say, CancellationToken cancellation)
    {
        var postgres = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { DataDir = settings.DataDir, Say = say, BeforeStart = () => ListenAddress.EnsureFree(settings.Text("serverUrl")!) }, cancellation);
        try
        {
            await UpgradeAsync(postgres, say, cancellation);
            var isNew = AdminKeyFile.Ensure(settings.DataDir, out var key);
            var server = await WeftServer.StartAsync(settings.ForServer(postgres.ConnectionString, key) with { ApplySchema = true }, cancellation);
            postgres.Announce(server.Url);
            return new OwnServer(postgres, server, settings.DataDir, settings.Text("adminKey") ?? key, isNew);
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>Saves an older schema's data before the start changes it.</summary>
    internal static async Task UpgradeAsync(EmbeddedPostgres postgres, Action<string> say, CancellationToken cancellation)
    {
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString);
        var found = await SchemaMigrations.VersionAsync(database, cancellation);
        if (found > 0 && found < SchemaMigrations.Current)
        {
            say($"saved before the upgrade: {await postgres.BackupAsync(Path.Combine(postgres.DataDir, "backups"), cancellation)}");
        }
    }

    private static async Task<OwnServer> StartOnGivenAsync(EffectiveSettings settings, string connectionString, CancellationToken cancellation)
    {
        ListenAddress.EnsureFree(settings.Text("serverUrl")!);
        var server = await WeftServer.StartAsync(settings.ForServer(connectionString, adminKey: null), cancellation);
        if (server.NewAdminKey is { } made)
        {
            Directory.CreateDirectory(settings.DataDir);
            AdminKeyFile.Write(settings.DataDir, made);
        }

        return new OwnServer(null, server, settings.DataDir, server.NewAdminKey ?? settings.Text("adminKey") ?? AdminKeyFile.Read(settings.DataDir), server.NewAdminKey is not null);
    }
}
