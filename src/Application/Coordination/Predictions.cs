using System.Diagnostics.Metrics;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;

namespace Weft.Application.Coordination;

/// <summary>How far off predictions were, as a meter: counted where the result is committed, so that read models built anew count nothing twice.</summary>
internal sealed class Predictions
{
    /// <summary>Listened to by name, as the meter of commands is.</summary>
    private static readonly Meter Weft = new("Weft");

    private static readonly Histogram<double> Error = Weft.CreateHistogram(
        "weft.prediction.error", "1", "How far off the predicted duration of an attempt was, as a share of it, by kind of task.", null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 100] });

    private readonly List<PredictionError> _pending = [];

    public void Note(Workflow before, object happened, DateTimeOffset at)
    {
        if (PredictionError.Of(before, happened, at) is { } error)
        {
            _pending.Add(error);
        }
    }

    /// <summary>What was decided is stored.</summary>
    public void Record()
    {
        foreach (var (family, share) in _pending)
        {
            Error.Record(share, new KeyValuePair<string, object?>("family", family));
        }

        _pending.Clear();
    }

    /// <summary>What was not committed did not happen.</summary>
    public void Forget() => _pending.Clear();
}
