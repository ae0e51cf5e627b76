using System.Globalization;

namespace Weft.Projections.Metrics;

/// <summary>What was finished in one hour with one template: a workflow is a feature.</summary>
public sealed record ThroughputBucket : IRow
{
    /// <summary><c>template/yyyyMMddHH</c>, hours of UTC</summary>
    public required string Id { get; init; }

    public required string Template { get; init; }

    public required DateTimeOffset Hour { get; init; }

    public int Workflows { get; init; }

    public int Tasks { get; init; }

    /// <summary>Seconds from start to end of the workflows finished, summed.</summary>
    public double WorkflowSeconds { get; init; }

    public static string IdOf(string template, DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"{template}/{at.UtcDateTime:yyyyMMddHH}");

    public static DateTimeOffset HourOf(DateTimeOffset at) => new(at.UtcDateTime.Date.AddHours(at.UtcDateTime.Hour), TimeSpan.Zero);
}
