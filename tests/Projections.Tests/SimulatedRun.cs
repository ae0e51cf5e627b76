using System.Collections.Immutable;
using Weft.Domain;
using Weft.Domain.Causality;
using Weft.Domain.Workflows;

namespace Weft.Projections.Tests;

public sealed record Told(object Event, DateTimeOffset At);

/// <summary>A run decided by the domain itself, with a clock that the test sets: the events are those that the product would write.</summary>
public sealed class SimulatedRun(string id)
{
    public static readonly AssignmentReason Why = new("test", 1, null, null, 1, ImmutableSortedDictionary<string, int>.Empty);

    public static DateTimeOffset Midnight { get; } = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public string Id { get; } = id;

    public string Stream => $"workflow-{Id}";

    public Workflow State { get; private set; } = null!;

    public DateTimeOffset Now { get; set; } = Midnight;

    public List<Told> Story { get; } = [];

    public static WorkflowDefinition Definition(params TaskDefinition[] tasks) => new(
        "demo", [new("build", StageMode.Parallel)], [.. tasks], [], [], new RunSettings(8, Coordination.Pull, ConflictApproach.Human, QualityStrategy.Gates, MetricsLevel.Full));

    public static TaskDefinition Task(string name, params string[] needs) => new(
        name, "build", [.. needs], [], Complexity.Simple, 0, 10, 600, RetryPolicy.Default, [], [], BaseChoice.Latest, null, []);

    public SimulatedRun At(double seconds)
    {
        Now = Midnight.AddSeconds(seconds);
        return this;
    }

    public SimulatedRun Begin(WorkflowDefinition definition, bool repository = false, bool start = true) => Tell(Plan.Decide(
        null, Id, definition, "fork_join", 1, ImmutableSortedDictionary<string, string>.Empty,
        repository ? new RepositoryRef("/repo", "c0", $"weft/{Id}/integration") : null, start, Now));

    public SimulatedRun Assign(string task, string agent) => Tell(Domain.Workflows.Assign.Grant(State, task, agent, 30, Why));

    public SimulatedRun Start(string task) => Tell(Work.Start(State, task, Holder(task)));

    /// <summary>Granted and begun at once.</summary>
    public SimulatedRun Take(string task, string agent) => Assign(task, agent).Start(task);

    public SimulatedRun Submit(string task, string? commit = null, ResourceUsage? usage = null) =>
        Tell(Finish.Submit(State, task, Holder(task), new TaskResult(commit, commit is null ? null : $"weft/{task}", [], usage, null), Now));

    public SimulatedRun Fail(string task, string reason = "broken") => Tell(Finish.Fail(State, task, Holder(task), reason, null, null, Now));

    public SimulatedRun Merged(string task, string commit) => Tell(Merge.Report(State, task, Holder(task), commit, Now));

    public SimulatedRun Conflict(string merge, string conflict) => Tell(Merge.Conflict(
        State, merge, Holder(merge), conflict, "c0", "c1", "c2", [new ConflictedFile("a.txt", ConflictKind.Content, "b", "o", "t", "m")], Now));

    public SimulatedRun Answer(string task, string conflict) => Tell(Merge.Answer(State, task, conflict, "user:ann", [new ResolvedFile("a.txt", "h")], Now));

    public SimulatedRun Tell(Decision<IWorkflowEvent> decision)
    {
        if (decision.Rejection is { } rejection)
        {
            throw new InvalidOperationException($"{rejection.Code}: {rejection.Detail}");
        }

        return Record(decision);
    }

    public SimulatedRun Record(Decision<IWorkflowEvent> decision)
    {
        foreach (var happened in decision.Events)
        {
            State = WorkflowEvolve.Evolve(State, happened, new Stamp((State?.Version ?? 0) + 1, Now, Dot.None));
            Story.Add(new Told(happened, Now));
        }

        return this;
    }

    public Holder Holder(string task) => State.Items[task].Lease is { } lease
        ? new Holder(lease.Agent, lease.Token)
        : throw new InvalidOperationException($"Nobody holds {task}: it is {State.Items[task].Status}.");
}
