using System.Collections.Immutable;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;

namespace Weft.Projections.Agents;

public sealed record HeldTask(string Workflow, string Task, WorkKind Kind, int Attempt, DateTimeOffset Since)
{
    public double? PredictedSeconds { get; init; }

    /// <summary>How far the task had come when it was granted, in percent of the checkpoint that it goes on from; null: it began at its beginning.</summary>
    public double? From { get; init; }

    /// <summary>Skills that it is given for practice in; null: none.</summary>
    public ImmutableArray<string>? Practice { get; init; }

    /// <summary>The seconds that its part of the task should have taken, and those that it took; null: nobody said. Checks and merges are not predicted.</summary>
    public (double Due, double Actual)? Until(DateTimeOffset end) =>
        Kind == WorkKind.Work && PredictedSeconds is { } predicted ? (PredictionError.Due(predicted, From), (end - Since).TotalSeconds) : null;
}
