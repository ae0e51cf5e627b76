using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Weft.Api.Hosting;
using Weft.Application.Access;
using Weft.Application.Coordination;
using Weft.Client;

namespace Weft.Benchmarks.Rigs;

/// <summary>The whole server in this process, called over HTTP on the loopback.</summary>
public sealed class BenchServer : IAsyncDisposable
{
    private readonly RunningServer _server;
    private readonly HttpClient _http;

    private BenchServer(RunningServer server, string key)
    {
        _server = server;
        _http = WeftClient.Http(server.Url);
        Client = new WeftClient(_http, Lives.Workspace, key);
    }

    public WeftClient Client { get; }

    public IDoor Door => _server.Services.GetRequiredService<IDoor>();

    public IServiceProvider Services => _server.Services;

    public static async Task<BenchServer> StartAsync(string connectionString, CancellationToken cancellation)
    {
        var key = KeyText.New();
        var server = await WeftServer.StartAsync(
            new ServerSettings { ConnectionString = connectionString, Url = "http://127.0.0.1:0", ApplySchema = true, AdminKey = key, LogLevel = LogLevel.Error }, cancellation);
        var bench = new BenchServer(server, key);
        await bench.Client.CreateWorkspaceAsync(Lives.Workspace, cancellation: cancellation);
        return bench;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
        _http.Dispose();
    }
}
