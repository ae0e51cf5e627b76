using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>How far off the prediction of an attempt was that was handed in.</summary>
/// <param name="Family">kind of task: complexity and skills</param>
/// <param name="Share">difference between actual and predicted seconds, from grant to result, divided by the predicted ones</param>
public sealed record PredictionError(string Family, double Share)
{
    /// <summary>So that one outlier does not hide the others.</summary>
    public const double Most = 100;

    /// <summary>Null: nothing was handed in, or nothing had been predicted. Checks and merges are not predicted.</summary>
    /// <param name="before">the run before what happened: there the task still has its holder</param>
    public static PredictionError? Of(Workflow before, object happened, DateTimeOffset at)
    {
        var task = happened switch { TaskSubmitted e => e.Task, TaskCompleted { Token: > 0 } e => e.Task, _ => null };
        return task is not null && before.Item(task) is { Kind: WorkKind.Work, Lease: { PredictedSeconds: { } predicted } lease } item
            ? new PredictionError(OpenTask.FamilyOf(item.Definition), Math.Min(Most, Math.Abs((at - lease.GrantedAt).TotalSeconds - predicted) / Math.Max(1, predicted)))
            : null;
    }
}
