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

    /// <summary>Every kind of change, of every agent that was looked at, in steps that know nothing of how it was found.</summary>
    [Fact]
    public void no_smaller_change_than_the_named_one_flips_a_drawn_decision() =>
        Gen.Int[0, 100_000_000].Sample(seed =>
        {
            var inputs = seed % 2 == 0 ? Crowd(seed, 5, 7) : Batch.DrawMore(seed, 5, 6);
            foreach (var choice in Distribute.Decide(inputs))
            {
                var flip = Explain.Of(inputs, choice.Task.Workflow, choice.Task.Task)!.SmallestFlip;
                var (alone, task) = (Knobs.Alone(inputs, choice.Task), Knobs.Alone(choice.Task));
                foreach (var agent in alone.Agents.Where(a => a.Id != choice.Agent))
                {
                    foreach (var knob in Knobs.Of(alone, task, agent))
                    {
                        Smaller(alone, task, agent, knob, flip?.Size ?? 2).ShouldBeNull($"{agent.Id} {knob.What} from {knob.From}, and not {flip}");
                    }
                }
            }
        }, iter: 250);

    /// <summary>All agents that could do it score, and there are many: it is one of those that could not.</summary>
    [Fact]
    public void an_agent_just_below_a_level_is_found_behind_any_number_of_others()
    {
        var inputs = Batch.Of([Batch.Task("t", ("csharp", 0.5)) with { EstimateSeconds = 600 }],
        [
            Batch.Agent("ada", ("csharp", 0.95), ("z", 0.1)), Batch.Agent("zed", ("csharp", 0.49)),
            .. Enumerable.Range(0, 7).Select(i => Batch.Agent($"b{i}", ("csharp", 0.51), ("x", 1), ("y", 1), ("z", 0.5)) with { Tier = AgentTier.Architect }),
        ]);
        var flip = Explain.Of(inputs, "w", "t")!.SmallestFlip.ShouldNotBeNull();
        (flip.Agent, flip.What, flip.From).ShouldBe(("zed", "skill-level:csharp", 0.49));
    }

    [Fact]
    public void what_is_named_is_the_least_to_the_ten_thousandth()
    {
        var inputs = Batch.Of([Batch.Task("t", ("csharp", 0.5))], [Batch.Agent("ada", ("csharp", 0.6)), Batch.Agent("bob", ("csharp", 0.49))]);
        var flip = Explain.Of(inputs, "w", "t")!.SmallestFlip.ShouldNotBeNull();
        (flip.Agent, flip.What, flip.To).ShouldBe(("bob", "skill-level:csharp", 0.6001));
        flip.Size.ShouldBe(0.1101 / 0.51, 1e-3);
    }

    [Fact]
    public void one_place_of_many_is_measured_as_that()
    {
        var inputs = Batch.Of([Batch.Task("t", ("csharp", 0.5))],
            [Batch.Agent("ada", ("csharp", 0.82)) with { Capacity = 20, Free = 19 }, Batch.Agent("bob", ("csharp", 0.80)) with { Capacity = 20, Free = 18 }]);
        var flip = Explain.Of(inputs, "w", "t")!.SmallestFlip.ShouldNotBeNull();
        flip.What.ShouldNotBe("free-place", "one place of two that are taken is half of all");
        flip.Size.ShouldBeLessThan(0.5);
    }

    private static double? Smaller(DecisionInputs inputs, OpenTask task, AgentState agent, Knob knob, double size)
    {
        var steps = knob.Steps < Grid ? knob.Steps : Grid;
        for (var i = 1; i <= steps; i++)
        {
            var part = (double)i / steps;
            var (now, then, _) = knob.Turn(part);
            // What is written down is rounded: a part between two steps is the later of them.
            if (Math.Ceiling((part * knob.Steps) - 1e-6) / knob.Steps < size - 1e-9 && Gets(inputs, task, agent, now, then))
            {
                return part;
            }
        }

        return null;
    }

    private static bool Gets(DecisionInputs inputs, OpenTask task, AgentState agent, OpenTask now, AgentState then) => Distribute.Decide(inputs with
    {
        Agents = inputs.Agents.Replace(agent, then),
        Tasks = inputs.Tasks.Replace(task, now),
        Ordinary = inputs.Ordinary + Math.Max(0, (agent.Reserved ?? 0) - (then.Reserved ?? 0)),
    }).Any(c => c.Task.Task == task.Task && c.Agent == agent.Id);

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
