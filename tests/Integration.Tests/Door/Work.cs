using System.Collections.Immutable;
using Shouldly;
using Weft.Application.Agents;
using Weft.Application.Catalogue;
using Weft.Application.Coordination;
using Weft.Application.Workflows;
using Weft.Contracts;
using Weft.Domain.Agents;
using Weft.Domain.Workflows;

namespace Weft.Integration.Tests.Door;

/// <summary>The life of runs and agents in few words, through the door.</summary>
internal static class Work
{
    public static RunSettings Settings { get; } = new(256, Coordination.Pull, ConflictApproach.Human, QualityStrategy.Gates, MetricsLevel.Full);

    public static RepositoryRef Repository { get; } = new("/srv/remote.git", new string('0', 40), "weft/run/integration");

    public static TaskDefinition Task(string name, params string[] needs) => new(
        name, "stage", [.. needs], [], Complexity.Simple, 5, 10, 600, new RetryPolicy(3, 2, 2, 300), [], [], BaseChoice.Latest, null, []);

    public static WorkflowDefinition Definition(params TaskDefinition[] tasks) =>
        new("run", [new("stage", StageMode.Parallel)], [.. tasks], [], [], Settings);

    /// <summary>So many tasks that may all run at once.</summary>
    public static WorkflowDefinition Fork(int tasks) => Definition([.. Enumerable.Range(0, tasks).Select(i => Task($"t{i}"))]);

    public static AgentProfile Profile(int capacity = 256, Deadlines? deadlines = null, params Skill[] skills) =>
        new("agent", [.. skills], null, AgentTier.Senior, capacity, true, null, deadlines ?? new Deadlines(3_600, 7_200));

    public static async Task RegisterAsync(this Node node, string agent, AgentProfile? profile = null) =>
        (await node.SendAsync(new RegisterAgent(agent, profile ?? Profile()))).Rejection.ShouldBeNull();

    public static async Task BeginAsync(this Node node, string workflow, WorkflowDefinition definition, RepositoryRef? repository = null) =>
        (await node.SendAsync(Create(workflow, definition, repository))).Rejection.ShouldBeNull();

    public static CreateWorkflow Create(string workflow, WorkflowDefinition definition, RepositoryRef? repository = null) =>
        new(workflow, definition, TemplateText.Of("t", "", null), 1, ImmutableSortedDictionary<string, string>.Empty, repository, true);

    public static async Task<IReadOnlyList<ClaimedTask>> ClaimAsync(this Node node, string agent, int max = 1, double wait = 0, string? key = null) =>
        Claimed(await node.SendAsync(new ClaimTasks(agent, max, wait), key));

    public static IReadOnlyList<ClaimedTask> Claimed(Outcome outcome)
    {
        outcome.Rejection.ShouldBeNull();
        return outcome.Answer.ShouldBeOfType<ClaimAnswer>().Tasks;
    }

    public static SubmitTask Submit(ClaimedTask claimed, string agent, string? commit = null) => new(
        claimed.Workflow, claimed.Task, new Holder(agent, claimed.Token), new TaskResult(commit, commit is null ? null : $"weft/{claimed.Task}", [], null, null));

    public static async Task SubmitAsync(this Node node, ClaimedTask claimed, string agent) =>
        (await node.SendAsync(Submit(claimed, agent))).Rejection.ShouldBeNull();
}
