using System.Collections.Immutable;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;

namespace Weft.Domain.Tests.Distribution;

/// <summary>Batches of ready tasks and agents: written out, or drawn from a seed.</summary>
internal static class Batch
{
    private static readonly string[] Skills = ["csharp", "react", "sql"];
    private static readonly string[] Roles = ["backend", "frontend"];

    public static OpenTask Task(string id, params (string Name, double Level)[] skills) => new(
        "w", id, WorkKind.Work, [.. skills.Select(s => new SkillRequirement(s.Name, s.Level))], 0, 0, Times.Start, 60, "simple:" + string.Join('+', skills.Select(s => s.Name)), []);

    public static AgentState Agent(string id, params (string Name, double Level)[] skills) => new(
        id, [.. skills.Select(s => new Skill(s.Name, s.Level))], AgentTier.Senior, true, 2, 2, true, true, 0, 1, []);

    public static DecisionInputs Of(ImmutableArray<OpenTask> tasks, ImmutableArray<AgentState> agents) =>
        new(Distribute.Version, 1, ChoiceWeights.Default, tasks, agents);

    public static DecisionInputs Draw(int seed, int mostTasks, int mostAgents)
    {
        var random = new Random(seed);
        return Of(
            [.. Enumerable.Range(0, random.Next(mostTasks + 1)).Select(i => DrawTask(random, i))],
            [.. Enumerable.Range(0, random.Next(mostAgents + 1)).Select(i => DrawAgent(random, i))]) with
        {
            Weights = new ChoiceWeights(Drawn(random), Drawn(random), Drawn(random), Drawn(random), Drawn(random), Drawn(random), 0.01 + Drawn(random)),
        };
    }

    /// <summary>The same with everything that the second chooser looks at besides.</summary>
    public static DecisionInputs DrawMore(int seed, int mostTasks, int mostAgents)
    {
        var (inputs, random) = (DrawBeforeIdle(seed, mostTasks, mostAgents), new Random(seed / 2));
        return Limited(random, inputs with { Agents = [.. inputs.Agents.Select(a => Few(random, a)).Select(a => random.Next(3) == 0 ? a.AtMost(random.Next(3)) : a)] });
    }

    /// <summary>Of one run or of two, each of which may have only some of its tasks given out.</summary>
    private static DecisionInputs Limited(Random random, DecisionInputs inputs)
    {
        int?[] places = [random.Next(2) == 0 ? null : random.Next(3), random.Next(2) == 0 ? null : random.Next(3)];
        var runs = 1 + random.Next(2);
        return inputs with
        {
            Tasks = [.. inputs.Tasks.Select(t => random.Next(runs) is var run && run == 0 ? t with { RunPlaces = places[0] } : t with { Workflow = "v", RunPlaces = places[1] })],
        };
    }

    private static AgentState Few(Random random, AgentState agent) =>
        agent.Training is { } training && random.Next(2) == 0 ? agent with { Practice = [.. training.Select(s => new PracticePlaces(s, 1 + random.Next(2)))] } : agent;

    /// <summary>As it was recorded before what an agent asks for was told apart from its load.</summary>
    public static DecisionInputs DrawBeforeIdle(int seed, int mostTasks, int mostAgents)
    {
        var (inputs, random) = (Draw(seed, mostTasks, mostAgents), new Random(~seed));
        return inputs with
        {
            Rules = new ChoiceRules(2, (TierMode)random.Next(3), ClassTiers.Default),
            Tasks = [.. inputs.Tasks.Select(t => More(random, t))],
            Agents = [.. inputs.Agents.Select(a => More(random, a))],
            Ordinary = random.Next(3) == 0 ? random.Next(6) : null,
        };
    }

    private static OpenTask More(Random random, OpenTask task) => task with
    {
        Complexity = (Complexity)random.Next(3),
        Owned = random.Next(3) == 0 ? [new("src/**", "d", [Roles[random.Next(2)]], random.Next(2) == 0 ? [$"a{random.Next(4)}"] : [])] : null,
        Excluded = random.Next(4) == 0 ? [new($"a{random.Next(4)}", "failed-here")] : null,
        SkillsFrom = random.Next(2) == 0 ? "paths" : null,
    };

    private static AgentState More(Random random, AgentState agent) => agent with
    {
        Roles = random.Next(3) > 0 ? [Roles[random.Next(2)]] : null,
        Utilisation = random.Next(2) == 0 ? random.NextDouble() : null,
        BreakerOpen = random.Next(6) == 0 ? true : null,
        Reserved = random.Next(2) == 0 ? random.Next(3) : null,
        Training = random.Next(4) == 0 ? [Skills[random.Next(3)]] : null,
        Unreviewed = random.Next(4) == 0 ? [Skills[random.Next(3)]] : null,
    };

    private static double Drawn(Random random) => random.Next(5) / 4.0;

    private static OpenTask DrawTask(Random random, int i) => Task($"t{i}", [.. Skills.Where(_ => random.Next(3) == 0).Select(s => (s, random.Next(11) / 10.0))]) with
    {
        Kind = (WorkKind)random.Next(4),
        Priority = random.Next(3),
        TailSeconds = random.Next(3),
        ReadyAt = Times.Start.AddSeconds(random.Next(3_000)),
        EstimateSeconds = random.Next(3) * 100,
        Near = random.Next(3) == 0 ? [$"a{random.Next(4)}"] : [],
    };

    private static AgentState DrawAgent(Random random, int i)
    {
        var capacity = 1 + random.Next(3);
        return Agent($"a{i}", [.. Skills.Where(_ => random.Next(3) > 0).Select(s => (s, random.Next(11) / 10.0))]) with
        {
            Tier = (AgentTier)random.Next(3),
            TakesWork = random.Next(5) > 0,
            Capacity = capacity,
            Free = random.Next(capacity + 1),
            Merges = random.Next(2) == 0,
            MergeFree = random.Next(2) == 0,
            Done = random.Next(20),
            PaceRatio = 0.5 + random.NextDouble(),
            Baselines = [.. Skills.Where(_ => random.Next(2) == 0).Select(s => new Baseline("simple:" + s, 1 + random.Next(9), 0.5 + random.NextDouble(), random.NextDouble()))],
        };
    }
}
