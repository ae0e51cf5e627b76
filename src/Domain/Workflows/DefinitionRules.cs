using System.Collections.Immutable;
using System.Globalization;

namespace Weft.Domain.Workflows;

/// <summary>What every definition must satisfy before it is planned, wherever it comes from.</summary>
public static class DefinitionRules
{
    public const int MaxParallelAgents = 256;

    /// <summary>What one event may hold, with room for its metadata below 64 KB.</summary>
    public const int BytesPerEvent = 48 * 1024;

    /// <summary>Names of the tasks that a run makes for itself begin with these.</summary>
    private static readonly string[] Reserved = ["merge.", "check.", "revert."];

    public static Rejection? Broken(WorkflowDefinition d)
    {
        if (d.Tasks.IsEmpty)
        {
            return Rejection.Because("workflow.empty", "A workflow needs at least one task.");
        }

        if (d.Tasks.Length > Plan.MaxTasks)
        {
            return Rejection.Because("workflow.too-large", Invariant($"A workflow has at most {Plan.MaxTasks} tasks; this one has {d.Tasks.Length}."));
        }

        if (d.Settings.ParallelAgents is < 1 or > MaxParallelAgents)
        {
            return Rejection.Because("workflow.bad-settings", Invariant($"ParallelAgents must be 1-{MaxParallelAgents}, not {d.Settings.ParallelAgents}."), ("field", "ParallelAgents"));
        }

        return Graph.Check(d) is [var first, ..] ? Bad(first.Message, first.Path) : Names(d) ?? Sizes(d);
    }

    /// <summary>About how many bytes a task takes in its event.</summary>
    internal static int Size(TaskDefinition t) => 300 + t.Name.Length + t.Stage.Length + (t.Command?.Length ?? 0) + Size(t.Needs)
        + t.Skills.Sum(s => s.Name.Length + 30) + Size(t.Consumes) + Size(t.Produces) + Size(t.Paths) + Size(t.Touches ?? []);

    private static int Size(ImmutableArray<string> texts)
    {
        var size = 0;
        foreach (var text in texts)
        {
            size += text.Length + 4;
        }

        return size;
    }

    private static Rejection? Names(WorkflowDefinition d)
    {
        if (d.Tasks.Select(t => t.Name).Concat(d.Gates.Select(g => g.Name)).FirstOrDefault(n => Reserved.Any(r => n.StartsWith(r, StringComparison.Ordinal))) is { } reserved)
        {
            return Bad($"'{reserved}' begins like the names of a run's own tasks ({string.Join(", ", Reserved)})", reserved);
        }

        if (d.Milestones.FirstOrDefault(m => m.Requires.IsEmpty) is { } milestone)
        {
            return Bad($"milestone '{milestone.Name}' requires nothing and would never be reached", milestone.Name);
        }

        return d.Gates.FirstOrDefault(g => g.Checks.DistinctBy(c => c.Name).Count() != g.Checks.Length) is { } gate
            ? Bad($"gate '{gate.Name}' names a check twice", gate.Name)
            : null;
    }

    private static Rejection? Sizes(WorkflowDefinition d)
    {
        if (d.Tasks.FirstOrDefault(t => Size(t) > BytesPerEvent) is { } task)
        {
            return Bad(Invariant($"task '{task.Name}' takes more than {BytesPerEvent} bytes"), task.Name);
        }

        var bytes = d.Gates.Sum(g => 80 + g.Name.Length + g.After.Sum(a => a.Length + 4) + g.Checks.Sum(c => 80 + c.Name.Length + c.Command.Length))
            + d.Milestones.Sum(m => 50 + m.Name.Length + m.Requires.Sum(r => r.Length + 4)) + d.Stages.Sum(s => 40 + s.Name.Length);
        return bytes > BytesPerEvent ? Bad(Invariant($"stages, gates and milestones together take more than {BytesPerEvent} bytes"), "gates") : null;
    }

    private static Rejection Bad(string message, string path) =>
        Rejection.Because("workflow.bad-definition", $"The definition cannot be planned: {message}.", ("path", path));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
