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
    public static async Task<TaskWhy?> ReadAsync(Snapshot moment, Ledger ledger, string workflow, string task, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await moment.Session.LoadAsync<TaskRow>(TaskRow.IdOf(workflow, task), cancellation) is not { } row
            || await moment.Session.LoadAsync<WorkflowRow>(workflow, cancellation) is not { } run)
        {
            return null;
        }

        var waits = await WaitReader.ReadAsync(moment, run, row, ledger, now, cancellation);
        var given = await LastGivenAsync(moment, workflow, task, cancellation);
        var inputs = given?.Why is { Decision: not null, DecisionVersion: { } at } why ? await InputsAsync(moment, why.Decision, at, cancellation) : null;
        return new TaskWhy(row, waits, given, inputs, inputs is null ? null : Explain.Of(inputs, workflow, task),
            AgentStates.Of(row, ledger));
    }

    private static async Task<Given?> LastGivenAsync(Snapshot moment, string workflow, string task, CancellationToken cancellation)
    {
        var key = $"workflow-{workflow}";
        if (await moment.LastEventAsync(key, ["task_assigned", "task_offered"], task, cancellation) is not { } version)
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

    private static async Task<DecisionInputs?> InputsAsync(Snapshot moment, string decision, long from, CancellationToken cancellation)
    {
        var parts = new List<AssignmentDecided>();
        for (var version = from; (await EventAsync(moment, "assignment", version, cancellation))?.Data is AssignmentDecided part; version++)
        {
            parts.Add(part);
            if (part.Decision != decision || part.Part == part.Parts)
            {
                break;
            }
        }

        return DecisionRecord.Read(parts) is { } inputs && parts[0].Decision == decision ? inputs : null;
    }

    private static async Task<IEvent?> EventAsync(Snapshot moment, string stream, long version, CancellationToken cancellation) =>
        await moment.Session.Events.FetchStreamAsync(stream, version: version, fromVersion: version, token: cancellation) is [var one, ..] ? one : null;
}
