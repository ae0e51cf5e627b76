using System.Collections.Immutable;
using System.Globalization;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;

namespace Weft.Benchmarks.Scheduling;

/// <summary>Inputs of decisions by chance: plain ones for the clock, and ones in which every rule has something to say.</summary>
internal static class DrawnDecisions
{
    private static readonly string[] Skills = ["csharp", "react", "sql", "go", "ops", "test"];
    private static readonly string[] Roles = ["backend", "frontend", "infrastructure"];

    public static DecisionInputs Plain(Random random, int tasks, int agents, int capacity) => new(
        Distribute.Version, 1, ChoiceWeights.Default,
        [.. Enumerable.Range(0, tasks).Select(i => PlainTask(random, i))], [.. Enumerable.Range(0, agents).Select(i => PlainAgent(random, i, capacity))]);

    /// <summary>The same with five free places at each agent, all of whom know everything: a thousand tasks find a thousand places.</summary>
    public static DecisionInputs WithRoomForAll(DecisionInputs drawn) => drawn with
    {
        Agents = [.. drawn.Agents.Select(a => a with { TakesWork = true, Free = a.Capacity, Skills = [.. Skills.Select((s, i) => new Skill(s, 0.7 + (((a.Id[^1] + i) % 4) * 0.1)))] })],
    };

    /// <summary>With everything that inputs can hold: owners, slices, exclusions, classes and tiers, breakers, places held back of agents and of all together, learners
    /// and their limits, runs that allow only so many tasks, agents that ask for fewer than they have places, merges, and weights of all kinds.</summary>
    public static DecisionInputs Full(Random random, int tasks, int agents, int capacity)
    {
        var plain = Plain(random, tasks, agents, capacity);
        var places = plain.Tasks.Select(t => t.Workflow).Distinct().ToDictionary(w => w, _ => Seldom(random, 2) ? random.Next(3) : (int?)null, StringComparer.Ordinal);
        return plain with
        {
            Weights = ChoiceWeights.Of(random.Next(10) / 10.0),
            Rules = ChoiceRules.Default with { Tiers = (TierMode)random.Next(3) },
            Ordinary = Seldom(random, 3) ? random.Next(1 + (agents * capacity / 2)) : null,
            Tasks = [.. plain.Tasks.Select(t => FullTask(random, t, agents) with { RunPlaces = places[t.Workflow] })],
            Agents = [.. plain.Agents.Select(a => FullAgent(random, a)).Select(a => Seldom(random, 3) ? a.AtMost(1 + random.Next(capacity)) : a)],
        };
    }

    /// <summary>Agents that a decision did not look at: most have all their places taken.</summary>
    public static ImmutableArray<AgentState> Beside(Random random, int agents, int capacity) => [.. Enumerable.Range(0, agents).Select(i => PlainAgent(random, 500 + i, capacity))
        .Select(a => Seldom(random, 3) ? a : a with { Free = 0, MergeFree = false })];

    private static OpenTask PlainTask(Random random, int i)
    {
        var skill = Skills[random.Next(Skills.Length)];
        return new OpenTask("w" + Name(i % 7), "t" + Name(i), WorkKind.Work, [new SkillRequirement(skill, random.Next(8) / 10.0)], random.Next(4),
            random.Next(1_000), DateTimeOffset.UnixEpoch.AddSeconds(random.Next(5_000)), 10 + random.Next(200), "simple:" + skill, []);
    }

    private static AgentState PlainAgent(Random random, int i, int capacity) => new(
        "a" + Name(i), [.. Skills.Where(_ => random.Next(2) == 0).Select(s => new Skill(s, random.Next(1, 11) / 10.0))], (AgentTier)random.Next(3),
        random.Next(20) > 0, capacity, random.Next(capacity + 1), true, true, random.Next(50), 0.5 + random.NextDouble(),
        [.. Skills.Where(_ => random.Next(2) == 0).Select(s => new Baseline("simple:" + s, 1 + random.Next(20), 0.5 + random.NextDouble(), random.NextDouble()))]);

    private static OpenTask FullTask(Random random, OpenTask task, int agents) => task with
    {
        Kind = random.Next(10) == 0 ? WorkKind.Merge : WorkKind.Work,
        Skills = random.Next(3) == 0 ? [.. task.Skills, new SkillRequirement("review", 0.2)] : task.Skills,
        Priority = random.Next(1_001),
        Complexity = (Complexity)random.Next(3),
        Near = Seldom(random, 3) ? ["a" + Name(random.Next(agents))] : [],
        Owned = Seldom(random, 4) ? [new OwnedResource("src/api/a.cs", "backend", [Roles[random.Next(Roles.Length)]], ["a" + Name(random.Next(agents))])] : null,
        Sliced = Seldom(random, 8) ? [new SlicedResource("table:orders", "a" + Name(random.Next(agents)))] : null,
        Excluded = Seldom(random, 6) ? [new Exclusion("a" + Name(random.Next(agents)), "failed-here")] : null,
    };

    private static AgentState FullAgent(Random random, AgentState agent) => Learner(random, agent) with
    {
        Skills = [.. agent.Skills, new Skill("review", 0.5)],
        Merges = random.Next(2) == 0,
        MergeFree = random.Next(3) > 0,
        Roles = [Roles[random.Next(Roles.Length)]],
        Utilisation = random.Next(2) == 0 ? random.Next(101) / 100.0 : null,
        BreakerOpen = Seldom(random, 8) ? true : null,
        Reserved = agent.Free > 0 && Seldom(random, 5) ? 1 : null,
        Idle = agent.Free < agent.Capacity && Seldom(random, 3) ? agent.Free + 1 : null,
    };

    /// <summary>Of a skill that it learns it may have any number, only some, or none until a review.</summary>
    private static AgentState Learner(Random random, AgentState agent)
    {
        var (learnt, full) = (Skills[random.Next(Skills.Length)], Skills[random.Next(Skills.Length)]);
        var learns = Seldom(random, 4);
        return agent with
        {
            Training = learns ? [learnt] : null,
            Practice = learns && Seldom(random, 2) ? [new PracticePlaces(learnt, 1 + random.Next(2))] : null,
            Unreviewed = Seldom(random, 6) && !(learns && full == learnt) ? [full] : null,
        };
    }

    private static bool Seldom(Random random, int oneIn) => random.Next(oneIn) == 0;

    private static string Name(int number) => number.ToString("000", CultureInfo.InvariantCulture);
}
