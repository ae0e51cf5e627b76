using System.Globalization;

namespace Weft.Domain.Workflows;

/// <summary>How long tasks of a class may take, from the moment they are ready for the first time until their work is merged.</summary>
/// <param name="WarnAt">share of the limit at which a warning is due</param>
public sealed record SlaPolicy(double SimpleSeconds, double ModerateSeconds, double ComplexSeconds, double WarnAt)
{
    private const double MostSeconds = 365 * 86_400.0;

    /// <summary>30 minutes, 4 hours, 2 days; warned at four fifths.</summary>
    public static SlaPolicy Default { get; } = new(30 * 60, 4 * 3_600, 2 * 86_400, 0.8);

    public double Seconds(Complexity complexity) => complexity switch { Complexity.Simple => SimpleSeconds, Complexity.Moderate => ModerateSeconds, _ => ComplexSeconds };

    public static Rejection? Check(SlaPolicy p) =>
        p.SimpleSeconds is > 0 and <= MostSeconds && p.ModerateSeconds is > 0 and <= MostSeconds && p.ComplexSeconds is > 0 and <= MostSeconds && p.WarnAt is > 0 and < 1
            ? null
            : Rejection.Because("policy.bad-sla", string.Create(CultureInfo.InvariantCulture, $"The times of the classes must be above 0 and at most {MostSeconds} seconds, and warnAt between 0 and 1."), ("field", "sla"));
}

/// <summary>The clock of a task's class. It runs through waits, retries, merges and pauses, and starts again only when a roll-back makes the work new.</summary>
public static class Sla
{
    /// <summary>When the next of warning and breach is due; null: no clock runs, or both have been.</summary>
    public static DateTimeOffset? Next(WorkItem item, SlaPolicy policy) =>
        item is not { Kind: WorkKind.Work, IsOpen: true, ClockSince: { } since, Breached: false } ? null
            : since.AddSeconds(policy.Seconds(item.Definition.Complexity) * (item.Warned ? 1 : policy.WarnAt));

    /// <summary>The clock rang. Each is said once; too early, it changes nothing.</summary>
    public static Decision<IWorkflowEvent> Judge(Workflow s, string task, SlaPolicy policy, DateTimeOffset now)
    {
        if (s.IsTerminal || s.Item(task) is not { } item || Next(item, policy) is not { } due || now < due)
        {
            return Decision<IWorkflowEvent>.Nothing;
        }

        var (since, limit) = (item.ClockSince!.Value, policy.Seconds(item.Definition.Complexity));
        var warned = new SlaWarned(task, item.Definition.Complexity, since, limit);
        var breached = new SlaBreached(task, item.Definition.Complexity, since, limit);
        return now < since.AddSeconds(limit) ? Decision<IWorkflowEvent>.Accept(warned)
            : item.Warned ? Decision<IWorkflowEvent>.Accept(breached)
            : Decision<IWorkflowEvent>.Accept(warned, breached);
    }
}
