using Npgsql;
using Weft.Application.EventStore;

namespace Weft.Api.Hosting;

/// <summary>Once an hour: drops receipts, progress and output that were kept long enough.</summary>
internal sealed class Housekeeping(Partitions partitions, ServerSettings settings, TimeProvider time, ILogger<Housekeeping> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromHours(1);

    public async Task RunOnceAsync(CancellationToken cancellation)
    {
        var dropped = await partitions.RollAsync(DatedTable.Receipts, settings.ReceiptDays, cancellation);
        dropped = [.. dropped, .. await partitions.RollAsync(DatedTable.Telemetry, settings.TelemetryDays, cancellation)];
        if (dropped.Count > 0)
        {
            log.LogInformation("Dropped what was kept long enough: {Tables}", string.Join(", ", dropped));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException)
            {
                log.LogWarning("Old receipts and progress were not dropped this time: {Error}", error.Message);
            }
        }
    }
}
