using System.Collections.Immutable;
using CsCheck;
using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Distribution;

/// <summary>A run that pushes, agents that live and take nothing, and a worse one that takes what it is offered.</summary>
[Trait("Capability", "D3")]
public sealed class UntakenOffersTests
{
    private const int OfferSeconds = 10;

    /// <summary>Each of the others lets one offer of it lapse at most before it is the turn of the one that takes it; what that one works on meanwhile comes first.</summary>
    [Fact]
    public void every_task_is_taken_within_one_offer_to_each_of_the_others() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[1, 12], Gen.Int[1, 3], Gen.Int[0, 200], Gen.Int[1, 200]).Sample((seed, deaf, tasks, busy, work) =>
        {
            var bound = busy + (tasks * (work + (OfferSeconds * (deaf + 1))));
            UntilAllAreTaken(new Random(seed), deaf, tasks, busy, work, bound).ShouldBeLessThanOrEqualTo(bound);
        }, iter: 100);

    /// <param name="busy">seconds until it has a place</param>
    /// <param name="work">seconds that it takes for a task</param>
    private static int UntilAllAreTaken(Random random, int deaf, int tasks, int busy, int work, int bound)
    {
        var run = Run.Of(Some.Workflow([.. Enumerable.Range(0, tasks).Select(i => Some.Task($"t{i}") with { Skills = [new SkillRequirement("go", 0.3)] })])
            .With(Some.Settings with { Coordination = Coordination.Push }));
        Agent[] agents = [AgentOf("taker", 0.5), .. Enumerable.Range(0, deaf).Select(i => AgentOf($"deaf{i}", 0.4 + (0.6 * random.NextDouble())))];
        for (var (second, freeAt, taken) = (0, busy, 0); second <= bound; second++, run.Pass(1))
        {
            foreach (var late in run.State.Items.Values.Where(i => i.OfferEndsAt <= run.Now).ToList())
            {
                run.Do(s => Assign.ExpireOffer(s, late.Name, late.Attempt, late.OfferedTo!, run.Now));
            }

            if (second == freeAt && taken > 0)
            {
                var held = run.State.Items.Values.Single(i => i.IsHeld);
                run.Do(s => Finish.Submit(s, held.Name, new Holder("taker", held.Lease!.Token), Some.Result(held), run.Now));
            }

            Offer(run, agents, free: second >= freeAt);
            if (run.State.Items.Values.FirstOrDefault(i => i.OfferedTo == "taker") is not { } mine)
            {
                continue;
            }

            run.Claim(mine.Name, "taker");
            (freeAt, taken) = (second + work, taken + 1);
            if (taken == tasks)
            {
                return second;
            }
        }

        return int.MaxValue;
    }

    private static void Offer(Run run, Agent[] agents, bool free)
    {
        var board = new Board();
        Array.ForEach(agents, a => board.Put(a));
        board.Put(null, run.State, run.History.Select(h => (object)h.Event));
        ImmutableArray<AgentState> with = [.. agents.Where(a => free || a.Id != "taker").Select(a => board.StateOf(a.Id)!).Where(a => a.Free > 0)];
        var open = board.Open(Coordination.Push, with, ChoiceRules.Default, run.Now);
        foreach (var choice in Distribute.Decide(DecisionRecord.Inputs(1, ChoiceWeights.Default, ChoiceRules.Default, open, with)))
        {
            run.Do(s => Assign.Offer(s, choice.Task.Task, choice.Agent, OfferSeconds, choice.Why));
        }
    }

    private static Agent AgentOf(string id, double level) =>
        new(id, new AgentProfile(id, [new Skill("go", level)], null, AgentTier.Senior, 1, false, null, Deadlines.Default), AgentStatus.Active, Performance.None, 1);
}
