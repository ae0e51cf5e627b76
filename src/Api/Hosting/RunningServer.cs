using Weft.Api.Access;

namespace Weft.Api.Hosting;

/// <summary>A server that is ready to answer.</summary>
public sealed class RunningServer(WebApplication app) : IAsyncDisposable
{
    private Task? _stopped;

    /// <summary>Where it listens.</summary>
    public string Url { get; } = app.Urls.First();

    public IServiceProvider Services => app.Services;

    /// <summary>The admin key that this start made; null when there was one already.</summary>
    public string? NewAdminKey => app.Services.GetRequiredService<AdminKey>().Made;

    /// <summary>Completes when the server was asked to stop, by whatever signal.</summary>
    public CancellationToken Stopping => app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    /// <summary>Completes when the server has stopped.</summary>
    public Task StoppedAsync() => app.WaitForShutdownAsync();

    public Task StopAsync() => _stopped ??= app.StopAsync();

    /// <summary>Stops first, also when whoever started it failed: background work that is disposed of while it runs is logged as a crash.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
        }
        finally
        {
            await app.DisposeAsync();
        }
    }
}
