using System.Collections.Immutable;
using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Distribution;

[Trait("Capability", "D3")]
public sealed class ElsewhereTests
{
    private static readonly string[] Endings = ["failed", "timed out", "lost its lease"];

    [Fact]
    public void what_an_agent_failed_let_run_out_of_time_or_lost_goes_to_another_who_is_able()
    {
        foreach (var ending in Endings)
        {
            var run = Run.Of(Some.Workflow(Some.Task("a")));
            Lose(run, "alice", ending);
            run.State.Items["a"].LostBy.ShouldBe(["alice"], ending);
            var task = Open(run, "alice", "bob").ShouldHaveSingleItem();
            task.Excluded.ShouldNotBeNull().ShouldBe([new Exclusion("alice", "failed-here")]);
            var inputs = DecisionRecord.Inputs(1, ChoiceWeights.Default, ChoiceRules.Default, [task], States("alice", "bob"));
            Distribute.Decide(inputs).ShouldHaveSingleItem().Agent.ShouldBe("bob");
            DecisionRecord.Again(DecisionRecord.Read(DecisionRecord.Write(inputs))!)!.Value.ShouldHaveSingleItem().Agent.ShouldBe("bob");
            Explain.Of(inputs, "w1", "a").ShouldNotBeNull().Contenders.Single(c => c.Agent == "alice").Verdict.ShouldBe("excluded:failed-here");
        }
    }

    [Fact]
    public void where_nobody_else_is_able_it_goes_back_to_whom_it_was_with()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")));
        Lose(run, "alice", "failed");
        Open(run, "alice").ShouldHaveSingleItem().Excluded.ShouldBeNull();
        Lose(run, "bob", "failed");
        Open(run, "alice", "bob").ShouldHaveSingleItem().Excluded.ShouldNotBeNull().ShouldBe([new Exclusion("bob", "failed-here")]);
        Open(run, "alice", "bob", "cleo").ShouldHaveSingleItem().Excluded.ShouldNotBeNull().Select(e => e.Agent).ShouldBe(["alice", "bob"]);
    }

    [Fact]
    public void who_is_able_is_waited_for_and_what_comes_after_it_does_not_wait_with_it()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a"), Some.Task("b")));
        Lose(run, "alice", "lost its lease");
        run.Claim("b", "bob");
        var board = Board(run, "alice", "bob");
        board.Open(Coordination.Pull, [board.StateOf("alice")! with { Free = 1 }], ChoiceRules.Default, run.Now).ShouldBeEmpty();
        run.Do(s => Work.Release(s, "b", new Holder("bob", s.Items["b"].Lease!.Token), "later"));
        board = Board(run, "alice", "bob");
        board.Open(Coordination.Pull, [board.StateOf("alice")! with { Free = 1, MergeFree = false }], ChoiceRules.Default, run.Now).ShouldHaveSingleItem().Task.ShouldBe("b");
    }

    [Fact]
    public void one_who_is_able_and_never_asks_is_waited_for_a_minute_and_no_longer()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")));
        Lose(run, "alice", "lost its lease");
        var board = Board(run, "alice", "bob");
        ImmutableArray<AgentState> asking = [board.StateOf("alice")! with { Free = 1 }];
        var readyAt = run.State.Items["a"].ReadyAt!.Value;
        board.Open(Coordination.Pull, asking, ChoiceRules.Default, readyAt.AddSeconds(59.9)).ShouldBeEmpty();
        board.Open(Coordination.Pull, asking, ChoiceRules.Default, readyAt.AddSeconds(60)).ShouldHaveSingleItem().Excluded.ShouldBeNull();
    }

    [Fact]
    public void giving_it_back_keeps_nobody_away_and_handing_it_in_forgets_who_lost_it()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")), Some.Repository);
        var alice = run.Claim("a");
        run.Do(s => Work.Release(s, "a", alice, "later"));
        run.State.Items["a"].LostBy.ShouldBeEmpty();
        Lose(run, "alice", "failed");
        run.Submit("a", "bob").State.Items["a"].LostBy.ShouldBeEmpty();
    }

    /// <summary>It would be the best for it again and again.</summary>
    [Fact]
    public void what_was_offered_and_not_taken_goes_to_another_who_is_able()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a"))).Pass(600);
        run.Do(s => Assign.Offer(s, "a", "alice", 10, Some.Reason)).Pass(10).Do(s => Assign.ExpireOffer(s, "a", 1, "alice", run.Now));
        Open(run, "alice", "bob").ShouldHaveSingleItem().Excluded.ShouldNotBeNull().ShouldBe([new Exclusion("alice", "failed-here")]);
        Open(run.Pass(60), "alice", "bob").ShouldHaveSingleItem().Excluded.ShouldBeNull();
    }

    [Fact]
    public void an_offer_that_is_withdrawn_or_moved_away_keeps_nobody_away()
    {
        foreach (var taken in new Func<Workflow, Decision<IWorkflowEvent>>[]
        {
            s => Assign.Withdraw(s, "alice", "its breaker opened"), s => Assign.TakeBackOffer(s, "a", 1, "alice", "moved"), s => Work.ExpireAllOf(s, "alice", "it left"),
        })
        {
            var run = Run.Of(Some.Workflow(Some.Task("a"))).Do(s => Assign.Offer(s, "a", "alice", 10, Some.Reason)).Do(taken);
            (run.StatusOf("a"), run.State.Items["a"].LostBy.IsEmpty).ShouldBe((WorkStatus.Ready, true));
        }
    }

    [Fact]
    public void the_latest_are_remembered_each_once()
    {
        new[] { "a", "b", "a", "c" }.Aggregate(ImmutableArray<string>.Empty, WorkItemChanges.Later).ShouldBe(["b", "a", "c"]);
        var many = Enumerable.Range(0, 40).Select(i => $"{i}").ToList();
        many.Aggregate(ImmutableArray<string>.Empty, WorkItemChanges.Later).ShouldBe(many.Skip(40 - WorkItem.MostLostBy));
    }

    private static void Lose(Run run, string agent, string ending)
    {
        var holder = run.Claim("a", agent);
        run.Pass(ending == "timed out" ? 60 : 30).Do(s => ending switch
        {
            "failed" => Finish.Fail(s, "a", holder, "broken", null, null, run.Now),
            "timed out" => Work.TimeOut(s, "a", holder.Token, run.Now),
            _ => Work.Expire(s, "a", holder.Token, run.Now.AddSeconds(-30), run.Now),
        });
        if (run.StatusOf("a") == WorkStatus.Deferred)
        {
            run.Pass(300).Do(s => Work.Wake(s, "a", s.Items["a"].Attempt, run.Now));
        }
    }

    private static ImmutableArray<OpenTask> Open(Run run, params string[] agents)
    {
        var board = Board(run, agents);
        return board.Open(Coordination.Pull, [.. agents.Select(a => board.StateOf(a)!)], ChoiceRules.Default, run.Now);
    }

    private static Board Board(Run run, params string[] agents)
    {
        var board = new Board();
        foreach (var agent in agents)
        {
            board.Put(new Agent(agent, new AgentProfile(agent, [], null, AgentTier.Senior, 1, false, null, Deadlines.Default), AgentStatus.Active, Performance.None, 1));
        }

        board.Put(null, run.State, run.History.Select(h => (object)h.Event));
        return board;
    }

    private static ImmutableArray<AgentState> States(params string[] agents) => [.. agents.Select(a => Batch.Agent(a))];
}
