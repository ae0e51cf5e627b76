using System.Collections.Immutable;
using CsCheck;
using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Distribution;

/// <summary>The smallest change that would have flipped a choice is the smallest there is.</summary>
[Trait("Capability", "Z2")]
public sealed class FlipSearchTests
{
    private const int Grid = 60;

    /// <summary>Every kind of change, of every agent that was looked at and of those beside, in steps that know nothing of how it was found.</summary>
    [Fact]
    public void no_smaller_change_than_the_named_one_flips_a_drawn_decision() =>
        Gen.Int[0, 100_000_000].Sample(seed =>
        {
            var inputs = seed % 2 == 0 ? Crowd(seed, 5, 7) : Batch.DrawMore(seed, 5, 6);
            var beside = Beside(seed);
            foreach (var choice in Distribute.Decide(inputs))
            {
                var flip = Explain.Of(inputs, choice.Task.Workflow, choice.Task.Task, beside)!.SmallestFlip;
                var task = Knobs.Alone(choice.Task);
                var all = Knobs.Alone(inputs with { Agents = inputs.Agents.AddRange(beside) }, choice.Task);
                var alone = all with { Agents = all.Agents[..inputs.Agents.Length] };
                foreach (var agent in all.Agents)
                {
                    foreach (var knob in Turned(alone, task, agent, choice.Agent))
                    {
                        Smaller(alone, task, agent, knob, flip?.Size ?? 2, agent.Id == choice.Agent).ShouldBeNull($"{agent.Id} {knob.What} from {knob.From}, and not {flip}");
                    }
                }
            }
        }, iter: 250);

    /// <summary>That the one who has it could have lost it is measured by what it has.</summary>
    [Fact]
    public void a_small_change_of_the_chosen_one_is_named_before_a_greater_one_of_another()
    {
        var inputs = Batch.Of([Batch.Task("t", ("csharp", 0.5))], [Batch.Agent("ada", ("csharp", 0.9)), Batch.Agent("bob", ("csharp", 0.8))]);
        Explain.Of(inputs, "w", "t")!.SmallestFlip.ShouldBe(new Flip("ada", "skill-level:csharp", 0.9, 0.7999, 1001.0 / 9000, "bob"));
    }

    [Fact]
    public void nobody_would_have_had_what_the_only_able_one_could_not_have_had()
    {
        var inputs = Batch.Of([Batch.Task("t", ("csharp", 0.5))], [Batch.Agent("ada", ("csharp", 0.6)), Batch.Agent("bob", ("sql", 1))]);
        Explain.Of(inputs, "w", "t")!.SmallestFlip.ShouldBe(new Flip("ada", "skill-level:csharp", 0.6, 0.4999, 1001.0 / 6000));
    }

    /// <summary>60 s instead of 90 are a third less; 90 instead of 60, that is the same way back.</summary>
    [Fact]
    public void what_would_have_taken_the_chosen_one_longer_is_measured_as_the_way_back()
    {
        var inputs = Batch.Of([Batch.Task("t")], [Batch.Agent("ada"), Batch.Agent("bob") with { PaceRatio = 1.5 }]) with { Weights = new(0, 1, 0, 0, 0, 0, 0) };
        Knobs.Against(inputs, inputs.Tasks[0], inputs.Agents[0]).Single(k => k.What == "predicted-seconds").Turn(1.0 / 3).To.ShouldBe(90);
        Explain.Of(inputs, "w", "t")!.SmallestFlip.ShouldBe(new Flip("bob", "predicted-seconds", 90, 59.999, 30_001.0 / 90_000, "bob"), "a third of both, so that of another is named");
    }

    [Fact]
    public void a_place_of_one_that_was_full_is_as_much_as_one_of_those_taken()
    {
        var inputs = Batch.Of([Batch.Task("t", ("csharp", 0.5))], [Batch.Agent("ada", ("csharp", 0.95)) with { Free = 1 }]);
        var full = Batch.Agent("full", ("csharp", 1)) with { Capacity = 10, Free = 0 };
        var light = inputs with { Weights = new(1, 0, 0, 0, 0, 0, 0) };
        Explain.Of(light, "w", "t", [full])!.SmallestFlip.ShouldBe(new Flip("full", "free-place", 0, 1, 0.1, "full"));
        Explain.Of(light, "w", "t", [full with { Skills = [new("csharp", 0.8)] }])!.SmallestFlip!.Agent.ShouldBe("ada", "it would not have got it with all its places");
        Explain.Of(light with { Ordinary = 0, Rules = ChoiceRules.Default }, "w", "t", [full])!.SmallestFlip.ShouldBeNull("its place would have been held back as well");
    }

    /// <summary>All agents that could do it score, and there are many: it is one of those that could not.</summary>
    [Fact]
    public void an_agent_just_below_a_level_is_found_behind_any_number_of_others()
    {
        var inputs = Batch.Of([Batch.Task("t", ("csharp", 0.5)) with { EstimateSeconds = 600 }],
        [
            Batch.Agent("ada", ("csharp", 0.9), ("z", 0.1)), Batch.Agent("zed", ("csharp", 0.49)),
            .. Enumerable.Range(0, 7).Select(i => Batch.Agent($"b{i}", ("csharp", 0.51), ("x", 1), ("y", 1), ("z", 0.5)) with { Tier = AgentTier.Architect }),
        ]);
        var flip = Explain.Of(inputs, "w", "t")!.SmallestFlip.ShouldNotBeNull();
        (flip.Agent, flip.What, flip.From).ShouldBe(("zed", "skill-level:csharp", 0.49));
    }

    [Fact]
    public void what_is_named_is_the_least_to_the_ten_thousandth()
    {
        var inputs = Batch.Of([Batch.Task("t", ("csharp", 0.05))], [Batch.Agent("ada", ("csharp", 0.1)), Batch.Agent("bob", ("csharp", 0.04))]);
        var flip = Explain.Of(inputs, "w", "t")!.SmallestFlip.ShouldNotBeNull();
        (flip.Agent, flip.What, flip.To).ShouldBe(("bob", "skill-level:csharp", 0.1001));
        flip.Size.ShouldBe(0.0601 / 0.96, 1e-3);
    }

    [Fact]
    public void one_place_of_many_is_measured_as_that()
    {
        var inputs = Batch.Of([Batch.Task("t", ("csharp", 0.5))],
            [Batch.Agent("ada", ("csharp", 0.82)) with { Capacity = 20, Free = 19 }, Batch.Agent("bob", ("csharp", 0.80)) with { Capacity = 20, Free = 18 }]);
        Explain.Of(inputs, "w", "t")!.SmallestFlip.ShouldBe(new Flip("ada", "free-place", 19, 17, 2.0 / 19, "bob"), "one of two that are taken is half of all, two of nineteen that are free are not");
    }

    private static IEnumerable<Knob> Turned(DecisionInputs inputs, OpenTask task, AgentState agent, string chosen) => agent.Id == chosen ? Knobs.Against(inputs, task, agent)
        : inputs.Agents.Contains(agent) ? Knobs.Of(inputs, task, agent)
        : Suitability.WhyNot(task, agent, inputs.Rules ?? ChoiceRules.None) switch
        {
            null => [Knobs.Asking(task, agent)],
            Match.AtCapacity or Match.MergeLaneBusy => Knobs.Room(task, agent),
            _ => [],
        };

    private static double? Smaller(DecisionInputs inputs, OpenTask task, AgentState agent, Knob knob, double size, bool chosen)
    {
        var steps = knob.Steps < Grid ? knob.Steps : Grid;
        for (var i = 1; i <= steps; i++)
        {
            var part = (double)i / steps;
            var (now, then, _) = knob.Turn(part);
            // What is written down is rounded: a part between two steps is the later of them.
            if (Math.Ceiling((part * knob.Steps) - 1e-6) / knob.Steps < size - 1e-9 && Gets(inputs, task, agent, knob, now, then) != chosen)
            {
                return part;
            }
        }

        return null;
    }

    private static bool Gets(DecisionInputs inputs, OpenTask task, AgentState agent, Knob knob, OpenTask now, AgentState then) => Distribute.Decide(inputs with
    {
        Agents = inputs.Agents.Contains(agent) ? inputs.Agents.Replace(agent, then) : inputs.Agents.Add(then.Holding(Reserve.Known(inputs))),
        Tasks = inputs.Tasks.Replace(task, now),
        Ordinary = knob.What == "reserved" && inputs.Ordinary is { } ordinary ? Math.Max(0, ordinary + (agent.Reserved ?? 0) - (then.Reserved ?? 0)) : inputs.Ordinary,
    }).Any(c => c.Task.Task == task.Task && c.Agent == agent.Id);

    /// <summary>Agents that the decision did not look at: every other one has all its places taken.</summary>
    private static ImmutableArray<AgentState> Beside(int seed)
    {
        var random = new Random(seed + 1);
        return [.. Enumerable.Range(0, random.Next(4)).Select(i => Agent(random, i) with { Id = $"z{i}", Reserved = null }).Select(a => random.Next(2) == 0 ? a with { Free = 0, MergeFree = false } : a)];
    }

    /// <summary>Several tasks that ask for the same of agents with several places: more for one task is more for the others too.</summary>
    private static DecisionInputs Crowd(int seed, int tasks, int agents)
    {
        var random = new Random(seed);
        return Batch.Of(
            [.. Enumerable.Range(0, 1 + random.Next(tasks)).Select(i => Batch.Task($"t{i}", (random.Next(2) == 0 ? "csharp" : "sql", random.Next(2) * 0.5)) with
            {
                EstimateSeconds = 60 * (1 + random.Next(5)),
                Priority = random.Next(2),
                Complexity = Complexity.Moderate,
            })],
            [.. Enumerable.Range(0, 2 + random.Next(agents - 1)).Select(i => Agent(random, i))]) with
        { Rules = ChoiceRules.Default };
    }

    private static AgentState Agent(Random random, int i)
    {
        var capacity = 1 + random.Next(4);
        return Batch.Agent($"a{i}", [.. new[] { "csharp", "sql", "react" }.Where(_ => random.Next(4) > 0).Select(s => (s, Math.Round(random.NextDouble(), random.Next(2) == 0 ? 2 : 6)))]) with
        {
            Tier = (AgentTier)random.Next(3),
            Capacity = capacity,
            Free = 1 + random.Next(capacity),
            Done = random.Next(20),
            PaceRatio = Math.Round(0.7 + (random.NextDouble() * 0.6), 2),
            Utilisation = random.Next(2) == 0 ? null : Math.Round(random.NextDouble(), 2),
        };
    }
}
