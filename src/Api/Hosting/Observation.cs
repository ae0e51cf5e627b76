using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Weft.Application.Agents;
using Weft.Application.Coordination;

namespace Weft.Api.Hosting;

/// <summary>Traces and metrics, sent only where the settings say so.</summary>
internal static class Observation
{
    public static void AddWeftObservation(this IServiceCollection services, ServerSettings settings)
    {
        services.AddSingleton<CommandMetrics>();
        if (settings.OtlpEndpoint is not { } endpoint)
        {
            return;
        }

        services.AddOpenTelemetry().ConfigureResource(r => r.AddService("weft", serviceVersion: typeof(WeftServer).Assembly.GetName().Version?.ToString()))
            .WithTracing(t => t.AddAspNetCoreInstrumentation().AddSource("Marten", "Npgsql", "Wolverine").AddOtlpExporter(o => o.Endpoint = new Uri(endpoint)))
            .WithMetrics(m => m.AddAspNetCoreInstrumentation().AddMeter(CommandMetrics.MeterName, "Marten", "Npgsql", "Wolverine*").AddOtlpExporter(o => o.Endpoint = new Uri(endpoint)));
    }
}

/// <summary>How many commands came, what became of them and how long they took.</summary>
public sealed class CommandMetrics
{
    public const string MeterName = "Weft";

    private static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];
    private readonly Histogram<double> _duration;

    public CommandMetrics(IMeterFactory meters, Telemetry telemetry)
    {
        var meter = meters.Create(MeterName);
        _duration = meter.CreateHistogram("weft.command.duration", "s", "From the door to the answer, by command and outcome.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });
        meter.CreateObservableCounter("weft.telemetry.dropped", () => telemetry.Dropped, "{report}", "Progress reports that were not kept.");
    }

    public void Record(ICommand command, Outcome outcome, long started) => _duration.Record(
        Stopwatch.GetElapsedTime(started).TotalSeconds,
        new KeyValuePair<string, object?>("command", command.GetType().Name),
        new KeyValuePair<string, object?>("outcome", outcome.Rejection?.Code ?? (outcome.Replayed ? "replayed" : "accepted")));
}
