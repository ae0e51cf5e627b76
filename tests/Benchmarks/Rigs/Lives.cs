using System.Collections.Immutable;
using Weft.Application.Agents;
using Weft.Application.Catalogue;
using Weft.Application.Coordination;
using Weft.Application.Workflows;
using Weft.Application.Workspaces;
using Weft.Contracts;
using Weft.Domain.Agents;
using Weft.Domain.Workflows;

namespace Weft.Benchmarks.Rigs;

/// <summary>Runs and the lives of their tasks, through the door.</summary>
public static class Lives
{
    public const string Workspace = "bench";

    private static readonly RunSettings Settings = new(256, Coordination.Pull, ConflictApproach.Human, QualityStrategy.Gates, MetricsLevel.Full);

    /// <summary>So many tasks that wait for nothing.</summary>
    public static WorkflowDefinition Fork(int tasks) => Of(Enumerable.Range(0, tasks).Select(i => Task($"t{i}")));

    /// <summary>Each task needs the one before.</summary>
    public static WorkflowDefinition Chain(int tasks) => Of(Enumerable.Range(0, tasks).Select(i => i == 0 ? Task("t0") : Task($"t{i}", $"t{i - 1}")));

    /// <summary>So many tasks at once, and one that needs them all.</summary>
    public static WorkflowDefinition ForkJoin(int width) =>
        Of(Enumerable.Range(0, width).Select(i => Task($"t{i}")).Append(Task("join", [.. Enumerable.Range(0, width).Select(i => $"t{i}")])));

    public static async Task PrepareAsync(IDoor door, params IEnumerable<string> agents)
    {
        await SendAsync(door, new CreateWorkspace(Workspace));
        foreach (var agent in agents)
        {
            await SendAsync(door, new RegisterAgent(agent, new AgentProfile(agent, [], null, AgentTier.Senior, 256, true, null, new Deadlines(3_600, 7_200))));
        }
    }

    public static Task<Outcome> BeginAsync(IDoor door, string workflow, WorkflowDefinition definition) => SendAsync(
        door, new CreateWorkflow(workflow, definition, TemplateText.Of("bench", "", null), 1, ImmutableSortedDictionary<string, string>.Empty, null, true));

    public static async Task<IReadOnlyList<ClaimedTask>> ClaimAsync(IDoor door, string agent, int max, double waitSeconds = 0) =>
        ((ClaimAnswer)(await SendAsync(door, new ClaimTasks(agent, max, waitSeconds), agent)).Answer!).Tasks;

    public static Task<Outcome> StartAsync(IDoor door, ClaimedTask task, string agent) =>
        SendAsync(door, new StartTask(task.Workflow, task.Task, new Holder(agent, task.Token)), agent);

    public static Task<Outcome> SubmitAsync(IDoor door, ClaimedTask task, string agent) =>
        SendAsync(door, new SubmitTask(task.Workflow, task.Task, new Holder(agent, task.Token), new TaskResult(null, null, [], null, null)), agent);

    /// <summary>With a key, as a worker sends it; and again in a moment when the door is too busy.</summary>
    private static async Task<Outcome> SendAsync(IDoor door, ICommand command, string? agent = null)
    {
        var actor = agent is null ? Actor.System : new Actor($"agent:{agent}", Weft.Domain.Access.Role.Agent, agent);
        var sender = new Sender(Workspace, actor, Guid.CreateVersion7().ToString("N"), "bench");
        while (true)
        {
            var outcome = await door.SendAsync(command, sender);
            if (outcome.Accepted)
            {
                return outcome;
            }

            if (outcome.Rejection!.Code != DoorRefusals.Busy)
            {
                throw new InvalidOperationException($"{outcome.Rejection.Code}: {outcome.Rejection.Detail}");
            }

            await System.Threading.Tasks.Task.Delay(20);
        }
    }

    private static WorkflowDefinition Of(IEnumerable<TaskDefinition> tasks) => new("bench", [new("stage", StageMode.Parallel)], [.. tasks], [], [], Settings);

    private static TaskDefinition Task(string name, params string[] needs) => new(
        name, "stage", [.. needs], [], Complexity.Simple, 5, 10, 600, RetryPolicy.Default, [], [], BaseChoice.Latest, null, []);
}
