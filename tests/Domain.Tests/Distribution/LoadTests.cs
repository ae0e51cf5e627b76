using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Causality;
using Weft.Domain.Distribution;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Distribution;

/// <summary>An agent is as busy as it is, however much it asks for.</summary>
[Trait("Capability", "K3")]
public sealed class LoadTests
{
    private static readonly AgentProfile Profile = new("agent", [], null, AgentTier.Senior, 4, false, null, Deadlines.Default);

    [Theory]
    [InlineData(2, 2, 1)]
    [InlineData(3, 1, 1)]
    [InlineData(1, 3, 1)]
    [InlineData(3, 1, 4)]
    public void who_holds_less_is_given_the_next_task_whatever_each_asks_for(int held, int adaAsks, int bobAsks)
    {
        var (board, run) = Busy(held);
        var states = new[] { board.StateOf("ada", adaAsks)!, board.StateOf("bob", bobAsks)! };
        (states[0].Free, states[0].WithoutTask).ShouldBe((Math.Min(adaAsks, 4 - held), 4 - held));
        (states[1].Free, states[1].WithoutTask).ShouldBe((bobAsks, 4));
        var inputs = Inputs(board, run, states);
        var choice = Distribute.Decide(inputs).ShouldHaveSingleItem();
        choice.Agent.ShouldBe("bob");
        Explain.Of(inputs, "w1", choice.Task.Task)!.Contenders.ToDictionary(c => c.Agent, c => c.Criteria!.Value.Load).ShouldBe(
            new Dictionary<string, double> { ["bob"] = 1, ["ada"] = (4 - held) / 4.0 }, ignoreOrder: true);
    }

    [Fact]
    public void what_it_asks_for_still_limits_what_it_is_given()
    {
        var (board, run) = Busy(0, ready: 4);
        var choices = Distribute.Decide(Inputs(board, run, [board.StateOf("ada", 1)!, board.StateOf("bob", 2)!]));
        choices.GroupBy(c => c.Agent).ToDictionary(g => g.Key, g => g.Count()).ShouldBe(new Dictionary<string, int> { ["ada"] = 1, ["bob"] = 2 }, ignoreOrder: true);
    }

    [Fact]
    public void a_half_open_breaker_limits_what_it_is_given_and_says_nothing_of_its_load()
    {
        var agent = Batch.Agent("a") with { Capacity = 4, Free = 3 };
        (agent.Behind(1).Free, agent.Behind(1).WithoutTask).ShouldBe((1, 3));
        (agent.Behind(2).AtMost(1).Free, agent.Behind(2).AtMost(1).WithoutTask).ShouldBe((1, 3));
    }

    private static DecisionInputs Inputs(Board board, Run run, AgentState[] states) => DecisionRecord.Inputs(
        1, ChoiceWeights.Default, ChoiceRules.Default, board.Open(Coordination.Pull, [.. states], ChoiceRules.Default, run.Now), [.. states]);

    /// <summary>Of two agents alike ada, the first by name, holds some tasks, and bob none.</summary>
    private static (Board Board, Run Run) Busy(int held, int ready = 1)
    {
        var run = Run.Of(Some.Workflow([.. Enumerable.Range(1, held + ready).Select(i => Some.Task($"t{i}"))]).With(Some.Settings with { ParallelAgents = 10 }));
        for (var i = 1; i <= held; i++)
        {
            run.Claim($"t{i}", "ada");
        }

        var board = new Board();
        foreach (var agent in new[] { "ada", "bob" })
        {
            board.Put(Agent.Evolve(null, new AgentRegistered(agent, Profile), new Stamp(1, Times.Start, Dot.None)));
        }

        board.Put(null, run.State, run.History.Select(h => (object)h.Event));
        return (board, run);
    }
}
