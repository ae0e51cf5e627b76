namespace Weft.Benchmarks.Faults;

/// <summary>
/// Judges a run by nothing but the event log, the receipts, and what clients were told. It shares no code with the server: what it knows of
/// workflows it reads from the rows.
/// </summary>
public static class LogChecker
{
    /// <param name="events">in the order of the log</param>
    /// <param name="receipts">of <paramref name="workspace"/></param>
    /// <param name="told">what the clients of <paramref name="workspace"/> were told</param>
    public static IReadOnlyList<Violation> Check(string workspace, IEnumerable<LoggedEvent> events, IReadOnlyList<LoggedReceipt> receipts, IReadOnlyList<ToldCommand> told)
    {
        var violations = new List<Violation>();
        var versions = new StreamVersions();
        var effects = new Effects();
        var workflows = new Dictionary<string, WorkflowLog>();
        foreach (var happened in events)
        {
            if (versions.Next(happened) is { } broken)
            {
                violations.Add(broken);
            }

            if (happened.Workspace != workspace || !happened.Stream.StartsWith("workflow-", StringComparison.Ordinal))
            {
                continue;
            }

            effects.Add(happened);
            if (!workflows.TryGetValue(happened.Stream, out var workflow))
            {
                workflows[happened.Stream] = workflow = new WorkflowLog(happened.Stream);
            }

            violations.AddRange(workflow.Apply(happened));
        }

        violations.AddRange(workflows.Values.SelectMany(w => w.Lost()));
        violations.AddRange(new Promises(effects, receipts, told).Check());
        return violations;
    }
}
