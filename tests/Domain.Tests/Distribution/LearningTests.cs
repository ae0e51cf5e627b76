using System.Collections.Immutable;
using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Resources;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Distribution;

[Trait("Capability", "K4")]
public sealed class LearningTests
{
    /// <summary>Otherwise whoever ends what others began would be thought quick.</summary>
    [Fact]
    public void a_task_that_went_on_from_a_checkpoint_teaches_how_long_all_of_it_takes()
    {
        var learning = new Learning();
        for (var i = 0; i < Measure.Every; i++)
        {
            var run = Run.Of(Some.Workflow(Some.Task("a") with { EstimateSeconds = 100 })).Do(s => Assign.Grant(s, "a", "ada", 3_600, Some.Reason));
            var ada = new Holder("ada", run.State.Items["a"].Lease!.Token);
            run = run.Do(s => Work.Start(s, "a", ada)).Pass(60).Do(s => Work.SaveCheckpoint(s, "a", ada, "half", null, 50)).Do(s => Work.Release(s, "a", ada, "moved"))
                .Do(s => Assign.Grant(s, "a", "bob", 3_600, Some.Reason));
            var bob = new Holder("bob", run.State.Items["a"].Lease!.Token);
            run = run.Do(s => Work.Start(s, "a", bob)).Pass(40);
            var done = Finish.Submit(run.State, "a", bob, Some.Empty, run.Now);
            done.Rejection.ShouldBeNull();
            foreach (var happened in done.Events)
            {
                learning.Note(run.State, happened, run.Now);
            }
        }

        var learnt = learning.Learn(ImmutableDictionary<string, Agent>.Empty).ToList().ShouldHaveSingleItem();
        (learnt.Agent, learnt.Succeeded).ShouldBe(("bob", Measure.Every));
        learnt.Baselines.ShouldHaveSingleItem().Ratio.ShouldBe(0.8, 1e-9, "40 s for half of it");
    }

    /// <summary>A restart forgets nothing of the first five; and what is not committed yet is not counted twice or lost.</summary>
    [Fact]
    public void the_first_five_results_are_written_down_at_once_and_then_every_fifth()
    {
        var (learning, known, written) = (new Learning(), ImmutableDictionary<string, Agent>.Empty, new List<(int Results, int Of)>());
        for (var i = 1; i <= 15; i++)
        {
            var run = Run.Of(Some.Workflow(Some.Task("a"))).Do(s => Assign.Grant(s, "a", "ada", 3_600, Some.Reason)).Pass(10);
            var done = Finish.Submit(run.State, "a", new Holder("ada", run.State.Items["a"].Lease!.Token), Some.Empty, run.Now);
            done.Events.ToList().ForEach(e => learning.Note(run.State, e, run.Now));
            written.AddRange(learning.Learn(known).Select(l => (l.Tally.Completed, l.Succeeded)));
        }

        written.ShouldBe([(1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (10, 5), (15, 5)]);
        var ahead = new Agent("ada", new AgentProfile("ada", [], null, AgentTier.Senior, 1, false, null, Deadlines.Default), AgentStatus.Active, new Performance(40, 0, 1), 1);
        var before = Run.Of(Some.Workflow(Some.Task("a"))).Do(s => Assign.Grant(s, "a", "ada", 3_600, Some.Reason));
        for (var i = 0; i < Measure.Every; i++)
        {
            Finish.Submit(before.State, "a", new Holder("ada", before.State.Items["a"].Lease!.Token), Some.Empty, before.Now).Events.ToList().ForEach(e => learning.Note(before.State, e, before.Now));
        }

        learning.Learn(known.Add("ada", ahead)).ToList().ShouldHaveSingleItem().Tally.Completed.ShouldBe(45, "another owner of the workspace wrote more");
    }

    /// <summary>A task may leave it to the domain map what it asks for: it is of the same kind, and teaches the same, as one that names it.</summary>
    [Fact]
    [Trait("Capability", "K1")]
    public void what_the_map_asks_for_is_learnt_as_what_a_task_asks_for_itself()
    {
        var tasks = Enumerable.Range(0, Measure.Every).Select(i => Some.Task($"w{i}") with { Paths = [$"web/{i}/**"], EstimateSeconds = 100 }).Append(Some.Task("z") with { Paths = ["api/**"], EstimateSeconds = 100 });
        var run = Run.Of(Some.Workflow([.. tasks]));
        var ada = Tests.Given.Agent(new AgentRegistered("ada", new("ada", [new Skill("csharp", 0.6), new Skill("react", 0.6)], null, AgentTier.Senior, 1, false, null, Deadlines.Default))).State!;
        var board = new Board
        {
            Ledger = Ledger.Empty with { Map = new(true, [new OwnedDomain("all", [], ["ada"], [], [new Area("pages", ["web/**"], [], [], ["react"]), new Area("service", ["api/**"], [], [], ["csharp"])])]) },
        };
        var (learning, errors) = (new Learning(), new List<PredictionError>());
        board.Put(ada);
        board.Put(null, run.State, []);
        for (var i = 0; i < Measure.Every; i++)
        {
            var state = board.StateOf("ada")!;
            var choice = Distribute.Decide(DecisionRecord.Inputs(1, ChoiceWeights.Default, ChoiceRules.Default, board.Open(Coordination.Pull, [state], ChoiceRules.Default, run.Now), [state])).ShouldHaveSingleItem();
            choice.Task.Task.ShouldBe($"w{i}");
            run.Do(s => Assign.Grant(s, choice.Task.Task, "ada", 30, choice.Why)).Pass(10);
            var (before, known) = (run.State, run.History.Count);
            run.Do(s => Finish.Submit(s, choice.Task.Task, new Holder("ada", s.Items[choice.Task.Task].Lease!.Token), Some.Empty, run.Now));
            run.History.Skip(known).ToList().ForEach(h => learning.Note(before, h.Event, run.Now));
            errors.AddRange(run.History.Skip(known).Select(h => PredictionError.Of(before, h.Event, run.Now)).OfType<PredictionError>());
            board.Put(before, run.State, run.History.Skip(known).Select(h => (object)h.Event));
            board.Put(null, run.State, []);
        }

        var learnt = learning.Learn(board.Agents).ToList().ShouldHaveSingleItem();
        learnt.Skills.ShouldBe(["react"]);
        learnt.Baselines.ShouldHaveSingleItem().Family.ShouldBe("simple:react");
        errors.ShouldAllBe(e => e.Family == "simple:react");
        errors.Count.ShouldBe(Measure.Every);
        var first = Predict.For(board.OpenOf("w1", run.State.Items["z"], ChoiceRules.Default, run.Now), board.StateOf("ada")! with { Baselines = learnt.Baselines });
        (first.Seconds, first.Samples).ShouldBe((100, 0), "it has done nothing of that kind");
    }
}
