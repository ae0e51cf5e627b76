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

    public static IReadOnlyList<Injected> All(int seed) => [SlowAgent(seed), ScarceSkill(seed), Burst(seed)];

    /// <summary>Twelve phases of four tasks on four agents; one agent has a third of the speed.</summary>
    private static Injected SlowAgent(int seed)
    {
        const double at = 0;
        var tasks = Enumerable.Range(0, 48).Select(i => Task($"p{i / 4:00}-{i % 4}", 120, "code", i < 4 ? [] : [.. Enumerable.Range(0, 4).Select(k => $"p{(i / 4) - 1:00}-{k}")]));
        var agents = Enumerable.Range(0, 4).Select(i => Agent($"agent-{i}", "code") with { Paces = i == 3 ? [new Pace(at, 1.0 / 3)] : [] });
        return new Injected("slow_agent", Of(seed, Usual, [new SimulatedRun("run", Definition(tasks))], agents), at, TriggerKind.Pace);
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
