using System.Diagnostics.Metrics;
using Weft.Api.Hosting;

namespace Weft.Api.Coordination;

/// <summary>How long readers waited for the position that they asked for: the lag of the read models as it is felt. How many events each
/// of them is behind is told by Marten's own gauges.</summary>
public sealed class ReadMetrics(IMeterFactory meters)
{
    private static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];

    private readonly Histogram<double> _waits = meters.Create(CommandMetrics.MeterName).CreateHistogram(
        "weft.query.wait", "s", "Until the read models had reached the position that a query asked for.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });

    public void Waited(TimeSpan time, bool reached) => _waits.Record(time.TotalSeconds, new KeyValuePair<string, object?>("reached", reached));
}
