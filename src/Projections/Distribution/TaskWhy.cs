using System.Collections.Immutable;
using JasperFx.Events;
using Weft.Domain.Distribution;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;
using Weft.Projections.Workflows;

namespace Weft.Projections.Distribution;

/// <summary>What is known about why a task is where it is: its waits as they stand, and its last assignment decided again.</summary>
/// <param name="Given">the last grant or offer</param>
/// <param name="Asks">what it asks for now, as the chooser sees it</param>
/// <param name="Inputs">the recorded inputs; null when they were not recorded or do not fit their hash</param>
public sealed record TaskWhy(TaskRow Task, ImmutableArray<Wait> Waits, Given? Given, DecisionInputs? Inputs, Explanation? Explained, OpenTask Asks);

public sealed record Given(string Agent, int Attempt, AssignmentReason Why);

public static class TaskWhyReader
{
    /// <param name="now">when it is asked</param>
    /// <param name="past">reads agents as they stood</param>
    public static async Task<TaskWhy?> ReadAsync(Snapshot moment, Ledger ledger, string workflow, string task, DateTimeOffset now, PastAgents past, CancellationToken cancellation)
    {
        if (await moment.Session.LoadAsync<TaskRow>(TaskRow.IdOf(workflow, task), cancellation) is not { } row
            || await moment.Session.LoadAsync<WorkflowRow>(workflow, cancellation) is not { } run)
        {
            return null;
        }

        var inForce = await InForce.ReadAsync(moment, cancellation);
        var waits = await WaitReader.ReadAsync(moment, inForce, run, row, ledger, now, cancellation);
        var given = await LastGivenAsync(moment, row, cancellation);
        var (inputs, explained) = given is null ? default : await ExplainAsync(moment, given.Why, workflow, task, past, cancellation);
        return new TaskWhy(row, waits, given, inputs, explained, AgentStates.Of(row, ledger, inForce.Effects));
    }

    /// <summary>Its decision again, and those whom that did not look at.</summary>
    private static async Task<(DecisionInputs? Inputs, Explanation? Explained)> ExplainAsync(
        Snapshot moment, AssignmentReason why, string workflow, string task, PastAgents past, CancellationToken cancellation)
    {
        if (why is not { Decision: { } decision, DecisionVersion: { } at } || await PartsAsync(moment, decision, at, cancellation) is not [var first, ..] parts
            || DecisionRecord.Read(parts.Select(p => (AssignmentDecided)p.Data)) is not { } inputs || ((AssignmentDecided)first.Data).Decision != decision)
        {
            return default;
        }

        var others = await Bystanders.ReadAsync(moment, first, inputs.Agents.Select(a => a.Id), past, cancellation);
        return (inputs, Explain.Of(inputs, workflow, task, others));
    }

    /// <summary>As of the row: an assignment that it does not know yet would contradict what it says.</summary>
    private static async Task<Given?> LastGivenAsync(Snapshot moment, TaskRow row, CancellationToken cancellation)
    {
        var key = $"workflow-{row.Workflow}";
        if (await moment.LastEventAsync(key, ["task_assigned", "task_offered"], row.Task, row.Version, cancellation) is not { } version)
        {
            return null;
        }

        return (await EventAsync(moment, key, version, cancellation))?.Data switch
        {
            TaskAssigned e => new Given(e.Agent, e.Attempt, e.Why),
            TaskOffered e => new Given(e.Agent, e.Attempt, e.Why),
            _ => null,
        };
    }

    private static async Task<List<IEvent>> PartsAsync(Snapshot moment, string decision, long from, CancellationToken cancellation)
    {
        var parts = new List<IEvent>();
        for (var version = from; await EventAsync(moment, "assignment", version, cancellation) is { Data: AssignmentDecided part } happened; version++)
        {
            parts.Add(happened);
            if (part.Decision != decision || part.Part == part.Parts)
            {
                break;
            }
        }

        return parts;
    }

    private static async Task<IEvent?> EventAsync(Snapshot moment, string stream, long version, CancellationToken cancellation) =>
        await moment.Session.Events.FetchStreamAsync(stream, version: version, fromVersion: version, token: cancellation) is [var one, ..] ? one : null;
}
