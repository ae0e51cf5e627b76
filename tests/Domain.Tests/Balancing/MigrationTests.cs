using System.Collections.Immutable;
using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Causality;
using Weft.Domain.Distribution;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;
using Xunit;
using static Weft.Domain.Tests.Balancing.Windows;

namespace Weft.Domain.Tests.Balancing;

/// <summary>Who gets what is taken from a slow agent: only whom the distributor would give it to.</summary>
[Trait("Capability", "L9")]
public sealed class MigrationTests
{
    [Fact]
    public void a_task_does_not_move_to_who_lost_it_while_another_is_able()
    {
        MovedTo(["ada", "bob", "cyd"]).ShouldBe("bob", "the first by name of those that are alike");
        MovedTo(["ada", "bob", "cyd"], "bob").ShouldBe("cyd");
        MovedTo(["ada", "bob", "cyd"], "cyd", "bob").ShouldBe("cyd", "everybody else lost it; here it was longest ago");
        MovedTo(["ada", "bob"], "bob").ShouldBe("bob", "nobody else is able");
    }

    [Fact]
    public void it_waits_for_one_who_is_able_and_busy_and_does_not_move_to_who_lost_it()
    {
        var (run, board) = Begin(["ada", "bob", "cyd"], "bob");
        run.Claim("other", "cyd");
        board.Put(null, run.State, []);
        Moves(run, board).ShouldBeEmpty();
    }

    /// <summary>Where it moves is where the board would let it be chosen for afterwards.</summary>
    [Fact]
    public void who_it_moves_to_may_take_it()
    {
        var (run, board) = Begin(["ada", "bob", "cyd"], "bob");
        var migrated = Moves(run, board).ShouldHaveSingleItem();
        var move = migrated.Moves.ShouldHaveSingleItem();
        run.Do(s => TakeBack.Decide(s, migrated, move));
        board.Put(new Effects(BalanceState.Evolve(null, migrated, new Stamp(1, run.Now, Dot.None)), BalancingPolicy.Default));
        board.Put(null, run.State, []);
        ImmutableArray<AgentState> Asking(string agent) => [board.StateOf(agent)! with { Free = 2 }];
        board.Open(Coordination.Pull, Asking(move.To), ChoiceRules.Default, run.Now).Select(t => t.Task).ShouldContain("a");
        board.Open(Coordination.Pull, Asking("bob"), ChoiceRules.Default, run.Now).Select(t => t.Task).ShouldNotContain("a");
    }

    /// <summary>Bob is used more, and that does not matter: ada's work is what has to be done again. What she has begun she ends.</summary>
    [Fact]
    [Trait("Capability", "L8")]
    public void what_waits_at_an_agent_with_too_much_rework_moves_to_any_with_a_free_place()
    {
        var run = Run.Of(Some.Workflow(Some.Task("begun"), Some.Task("held"), Some.Task("offered")));
        var holder = run.Claim("begun", "ada", 600);
        run.Do(s => Work.Start(s, "begun", holder)).Do(s => Work.SaveCheckpoint(s, "begun", holder, "half", null, 50));
        run.Claim("held", "ada", 600);
        run.Do(s => Assign.Offer(s, "offered", "ada", 600, Some.Reason)).Pass(60);
        var board = new Board();
        foreach (var agent in new[] { "ada", "bob" })
        {
            board.Put(Of(agent, 4));
        }

        board.Put(null, run.State, run.History.Select(h => (object)h.Event));
        var windows = new Windows { Board = board }.Next(2, Window(0, Agent("ada", used: 0.2, rework: 3), Agent("bob", used: 0.4)));
        windows.Of<TriggerRaised>().ShouldHaveSingleItem().Trigger.ShouldBe("rework/ada/2");
        var migrated = windows.Of<TasksMigrated>().ShouldHaveSingleItem();
        (migrated.Trigger, migrated.From).ShouldBe(("rework/ada/2", "ada"));
        migrated.Moves.Select(m => (m.Task, m.To)).ShouldBe([("held", "bob"), ("offered", "bob")]);
        migrated.Moves.ShouldAllBe(m => TakeBack.Decide(run.State, migrated, m).Accepted);
    }

    /// <summary>What is held and not begun moves from a full agent until both have as much for each place, and not until the other is the full one.</summary>
    [Theory]
    [Trait("Capability", "L5")]
    [InlineData(8, 8, 4)]
    [InlineData(8, 4, 2)]
    [InlineData(2, 2, 1)]
    [InlineData(1, 1, 0)]
    public void no_more_moves_than_evens_the_load(int places, int others, int moved)
    {
        var run = Run.Of(Some.Workflow([.. Enumerable.Range(0, places).Select(i => Some.Task(FormattableString.Invariant($"t{i}")))]));
        foreach (var task in run.State!.Items.Values.ToList())
        {
            run.Claim(task.Name, "ada", 600);
        }

        run.Pass(120);
        var board = new Board();
        board.Put(Of("ada", places));
        board.Put(Of("bob", others));
        board.Put(null, run.State, run.History.Select(h => (object)h.Event));
        var windows = new Windows { Board = board }.Next(2, Window(0, Agent("ada", used: 1), Agent("bob", used: 0)));
        windows.Of<TriggerRaised>().ShouldHaveSingleItem().Kind.ShouldBe(TriggerKind.Utilisation);
        windows.Of<TasksMigrated>().SelectMany(m => m.Moves).Count().ShouldBe(moved);
    }

    /// <summary>Everybody has half of its places in use; that ada is slow is reason enough.</summary>
    [Fact]
    [Trait("Capability", "L7")]
    public void what_waits_at_a_slow_agent_moves_to_others_that_are_used_as_much()
    {
        var (run, board) = Begin(["ada", "bob", "cyd"]);
        Moves(run, board, used: 0.5, usedBySlow: 0.5).ShouldHaveSingleItem().Moves.ShouldHaveSingleItem().To.ShouldBe("bob");
    }

    private static Agent Of(string name, int places) => new(name, new AgentProfile(name, [], null, AgentTier.Senior, places, false, null, Deadlines.Default), AgentStatus.Active, Performance.None, 1);

    private static string? MovedTo(string[] agents, params string[] lostBy)
    {
        var (run, board) = Begin(agents, lostBy);
        return Moves(run, board).SingleOrDefault()?.Moves.Single().To;
    }

    /// <summary>Ada holds task a, half done after 200 s of 100, when others have lost it before.</summary>
    private static (Run Run, Board Board) Begin(string[] agents, params string[] lostBy)
    {
        var task = Some.Task("a") with { EstimateSeconds = 100, TimeoutSeconds = 0 };
        var run = Run.Of(Some.Workflow(task, task with { Name = "other" }));
        foreach (var agent in lostBy)
        {
            var lost = run.Claim("a", agent);
            run.Pass(30).Do(s => Work.Expire(s, "a", lost.Token, run.Now.AddSeconds(-30), run.Now));
        }

        var holder = run.Claim("a", "ada");
        run.Do(s => Work.Start(s, "a", holder)).Pass(200).Do(s => Work.SaveCheckpoint(s, "a", holder, "half", null, 50));
        var board = new Board();
        foreach (var agent in agents)
        {
            board.Put(Of(agent, 1));
        }

        board.Put(null, run.State, run.History.Select(h => (object)h.Event));
        return (run, board);
    }

    private static ImmutableArray<TasksMigrated> Moves(Run run, Board board, double used = 0, double? usedBySlow = null)
    {
        var others = board.Agents.Keys.Where(a => a != "ada").Select(a => Agent(a, used: used)).ToArray();
        var raised = new TriggerRaised("pace/ada/2", TriggerKind.Pace, "ada", 1, 0.2, 1, 2, [], []);
        var standing = BalanceState.Evolve(null, raised, new Stamp(1, run.Now, Dot.None));
        var window = Window(0, [usedBySlow is { } slow ? Agent("ada", used: slow, worked: 20) : Agent("ada", worked: 20), .. others]) with { From = run.Now.AddSeconds(-60), To = run.Now };
        return [.. Rebalance.Decide(standing, window, board, BalancingPolicy.Default, ChoiceRules.Default, run.Now).Events.OfType<TasksMigrated>()];
    }
}
