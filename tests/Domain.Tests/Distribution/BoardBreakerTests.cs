using System.Collections.Immutable;
using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Causality;
using Weft.Domain.Distribution;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Distribution;

[Trait("Capability", "V8")]
public sealed class BoardBreakerTests
{
    private static readonly AgentProfile Profile = new("bob", [], null, AgentTier.Senior, 3, true, null, Deadlines.Default);
    private static readonly BreakerOpened Opened = new(1, 5, [], Times.Start, "why", null);

    [Fact]
    [Trait("Capability", "Z2")]
    public void an_open_breaker_leaves_the_agent_out_by_name_and_the_record_recomputes()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")));
        var board = Board(run, Opened);
        var state = board.StateOf("bob").ShouldNotBeNull();
        state.BreakerOpen.ShouldBe(true);
        var inputs = DecisionRecord.Inputs(1, ChoiceWeights.Default, ChoiceRules.Default, board.Open(Coordination.Pull, [state], ChoiceRules.Default, run.Now), [state]);
        Distribute.Decide(inputs).ShouldBeEmpty();
        Explain.Of(inputs, "w1", "a").ShouldNotBeNull().Contenders.ShouldHaveSingleItem().Verdict.ShouldBe("breaker-open");
        Explain.Of(inputs, "w1", "a")!.SmallestFlip.ShouldNotBeNull().What.ShouldBe("breaker");
        DecisionRecord.Again(DecisionRecord.Read(DecisionRecord.Write(inputs))!)!.Value.ShouldBeEmpty();
    }

    /// <summary>One decision gives no more than all of them.</summary>
    [Fact]
    public void a_half_open_one_lets_its_probes_through_over_both_lanes_together()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a"), Some.Task("b")), Some.Repository).Pass(10).Submit("a");
        var board = Board(run, Opened, new BreakerHalfOpened(1));
        var state = board.StateOf("bob").ShouldNotBeNull();
        (state.BreakerOpen, state.Free, state.MergeFree, state.MergeTakesPlace).ShouldBe((null, 1, true, true));
        var choices = Distribute.Decide(DecisionRecord.Inputs(
            1, ChoiceWeights.Default, ChoiceRules.Default, board.Open(Coordination.Pull, [state], ChoiceRules.Default, run.Now), [state]));
        choices.Select(c => c.Task.Task).ShouldBe([run.MergeOf("a")]);
        var holder = run.Claim(choices[0].Task.Task, "bob");
        board.Put(null, run.State, run.History.Select(h => (object)h.Event));
        board.StateOf("bob")!.BreakerOpen.ShouldBe(true);

        run.Do(s => Work.Release(s, choices[0].Task.Task, holder, "later"));
        board.Put(null, run.State, run.History.Select(h => (object)h.Event));
        (board.StateOf("bob")!.BreakerOpen, board.StateOf("bob")!.Free).ShouldBe((null, 1), "a probe that says nothing makes room for another");
    }

    [Fact]
    public void what_the_agent_held_before_takes_no_probe_away()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a"), Some.Task("b")));
        run.Claim("a", "bob");
        var board = Board(run.Pass(10), Opened, new BreakerHalfOpened(1));
        (board.StateOf("bob")!.BreakerOpen, board.StateOf("bob")!.Free).ShouldBe((null, 1));
    }

    [Fact]
    public void an_offer_is_withdrawn_and_others_get_it()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a"), Some.Task("b"), Some.Task("c")).With(Some.Settings with { Coordination = Coordination.Push }));
        run.Do(s => Assign.Offer(s, "a", "bob", 10, Some.Reason)).Do(s => Assign.Offer(s, "b", "ada", 10, Some.Reason)).Claim("c", "bob");
        run.When(s => Assign.Withdraw(s, "bob", "why")).Then(new OfferLapsed("a", 1, "bob", "why"));
        run.Do(s => Assign.Withdraw(s, "bob", "why")).When(s => Assign.Withdraw(s, "bob", "why")).Nothing();
    }

    [Fact]
    public void fewer_places_than_are_free_leave_first_what_is_held_back()
    {
        var agent = Batch.Agent("a") with { Capacity = 4, Free = 4, Reserved = 2 };
        (agent.AtMost(3).Free, agent.AtMost(3).Reserved).ShouldBe((3, 1));
        (agent.AtMost(1).Free, agent.AtMost(1).Reserved).ShouldBe((1, null));
        (agent.AtMost(4).Free, agent.AtMost(4).Reserved, agent.AtMost(4).MergeTakesPlace).ShouldBe((4, 2, true));
        agent.AtMost(5).ShouldBe(agent, "a merge beside them as well");
    }

    private static Board Board(Run run, params IBreakerEvent[] breaker)
    {
        var board = new Board();
        var (agent, version) = (Agent.Evolve(null, new AgentRegistered("bob", Profile), new Stamp(1, Times.Start, Dot.None)), 1L);
        foreach (var happened in breaker)
        {
            agent = Agent.Evolve(agent, happened, new Stamp(++version, run.Now, Dot.None));
        }

        board.Put(agent);
        board.Put(null, run.State, run.History.Select(h => (object)h.Event));
        return board;
    }
}
