using System.Collections.Immutable;
using System.Globalization;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Simulation;
using Weft.Domain.Workflows;
using Weft.Domain.Workspaces;

namespace Weft.Benchmarks.Balancing;

/// <summary>What goes wrong, from when on, and which trigger has to notice it.</summary>
public sealed record Injected(string Name, Scenario Scenario, double At, TriggerKind Trigger);

/// <summary>The three imbalances of the benchmark. Durations scatter by 20 %, and are the same with balancing and without.</summary>
public static class BalancingScenarios
{
    private const double Spread = 0.2;
    private static readonly RunSettings Settings = new(256, Coordination.Pull, ConflictApproach.Human, QualityStrategy.Gates, MetricsLevel.Summary);

    public static IReadOnlyList<Injected> All(int seed) =>
    [
        SlowAgent("slow_agent", seed, checkpointEvery: 0.1), SlowAgent("slow_agent_halves", seed, checkpointEvery: 0.5), SlowAgent("slow_agent_unsaved", seed, checkpointEvery: 0),
        SlowAgent("slow_agent_two_places", seed, checkpointEvery: 0.1, places: 2), SlowAgent("slow_agent_two_places_unsaved", seed, checkpointEvery: 0, places: 2),
        ScarceSkill(seed), Burst(seed),
    ];

    /// <summary>Twelve phases on four agents, of as many tasks as these have places; one agent has a third of the speed.</summary>
    /// <param name="checkpointEvery">share of a task after which its agent saves a checkpoint; 0: never</param>
    private static Injected SlowAgent(string name, int seed, double checkpointEvery, int places = 1)
    {
        const double at = 0;
        var phase = 4 * places;
        var tasks = Enumerable.Range(0, 12).SelectMany(p => Enumerable.Range(0, phase).Select(i => Task($"p{p:00}-{i}", 120, "code", p == 0 ? [] : [.. Enumerable.Range(0, phase).Select(k => $"p{p - 1:00}-{k}")])));
        var agents = Enumerable.Range(0, 4).Select(i => Agent($"agent-{i}", "code")).Select((a, i) => a with
        {
            Paces = i == 3 ? [new Pace(at, 1.0 / 3)] : [],
            Profile = a.Profile with { Capacity = places },
        });
        return new Injected(name, Of(seed, Usual, [new SimulatedRun("run", Definition(tasks))], agents) with { CheckpointEvery = checkpointEvery }, at, TriggerKind.Pace);
    }

    /// <summary>Of four agents only one can do what most tasks ask for.</summary>
    private static Injected ScarceSkill(int seed)
    {
        var tasks = Enumerable.Range(0, 30).Select(i => Task($"model-{i:00}", 120, "tuning")).Concat(Enumerable.Range(0, 12).Select(i => Task($"code-{i:00}", 120, "code")));
        var agents = Enumerable.Range(0, 4).Select(i => Agent($"agent-{i}", i == 0 ? ["code", "tuning"] : ["code"]));
        return new Injected("scarce_skill", Of(seed, Usual with { Train = true }, [new SimulatedRun("run", Definition(tasks))], agents), 0, TriggerKind.Pending);
    }

    /// <summary>Five hundred tasks come at once while a run is under way; the launcher may start as many agents again as there are.</summary>
    private static Injected Burst(int seed)
    {
        const double at = 300;
        var steady = Enumerable.Range(0, 24).Select(i => Task($"step-{i:00}", 60, "code", i < 2 ? [] : [$"step-{i - 2:00}"]));
        var burst = Enumerable.Range(0, 500).Select(i => Task($"item-{i:000}", 60, "code"));
        var scenario = Of(seed, Usual with { MaxAgents = 4 }, [new SimulatedRun("steady", Definition(steady)), new SimulatedRun("burst", Definition(burst), at)],
            Enumerable.Range(0, 4).Select(i => Agent($"agent-{i}", "code")));
        return new Injected("burst_500", scenario with { Launched = Agent("launched", "code").Profile }, at, TriggerKind.Pending);
    }

    private static BalancingPolicy Usual => BalancingPolicy.Default;

    private static Scenario Of(int seed, BalancingPolicy policy, ImmutableArray<SimulatedRun> runs, IEnumerable<SimulatedAgent> agents) =>
        new(runs, [.. agents], Policy.Default with { Balancing = policy }, seed, Spread);

    private static WorkflowDefinition Definition(IEnumerable<TaskDefinition> tasks) => new("run", [new StageDefinition("stage", StageMode.Parallel)], [.. tasks], [], [], Settings);

    private static TaskDefinition Task(string name, int seconds, string skill, params string[] needs) => new(
        name, "stage", [.. needs], [new SkillRequirement(skill, 0.5)], Complexity.Moderate, 5, seconds, 0, RetryPolicy.Default, [], [], BaseChoice.Latest, null, []);

    private static SimulatedAgent Agent(string id, params string[] skills) => new(id, new AgentProfile(
        id, [.. skills.Select(s => new Skill(s, 0.8))], null, AgentTier.Senior, 1, false, null, Deadlines.Default));
}
