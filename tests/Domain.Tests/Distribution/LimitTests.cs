using System.Collections.Immutable;
using CsCheck;
using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Causality;
using Weft.Domain.Distribution;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Distribution;

/// <summary>What a decision gives is what is given: of a run no more than it allows at once, to an agent no more than it may have, of both lanes together.</summary>
[Trait("Capability", "K5")]
public sealed class LimitTests
{
    private static readonly string[] Skills = ["csharp", "react"];

    /// <summary>Whoever is needed for a task that its run does not allow beside the first is not needed there.</summary>
    [Fact]
    [Trait("Capability", "Z2")]
    public void of_a_run_that_allows_one_the_most_urgent_task_goes_to_the_best_agent()
    {
        var run = Run.Of(Some.Workflow(Asks("t1", 200, "csharp"), Asks("t2", 100, "react")).With(Some.Settings with { ParallelAgents = 1 }));
        var board = Board([run], [Agent("xena", 1, 1, 1), Agent("yves", 1, 0.8, 0.1)]);
        var inputs = Inputs(board, run, ("xena", 1), ("yves", 1));
        var choice = Distribute.Decide(inputs).ShouldHaveSingleItem();
        (choice.Task.Task, choice.Agent).ShouldBe(("t1", "xena"));
        Explain.Of(inputs, "w1", "t1").ShouldNotBeNull().Contenders.Select(c => (c.Agent, c.Verdict)).ShouldBe([("xena", Explain.Chosen), ("yves", Explain.LowerScore)]);
        Explain.Of(inputs, "w1", "t2").ShouldBeNull("its run has no place for it: it was not looked at");
    }

    /// <summary>Tasks that ask for the same are looked at together: those that their run does not allow hide none of another run.</summary>
    [Fact]
    [Trait("Capability", "W1")]
    public void tasks_beyond_the_limit_of_their_run_hide_none_of_another_run()
    {
        var many = Run.Of(Some.Workflow([.. Enumerable.Range(0, 5).Select(i => Asks($"t{i}", 500, "csharp"))]).With(Some.Settings with { ParallelAgents = 1 }));
        var one = Run.Of(Some.Workflow(Asks("u", 1, "csharp")), id: "w2");
        var board = Board([many, one], [Agent("a1", 3, 1, 0)]);
        Distribute.Decide(Inputs(board, many, ("a1", 3))).Select(c => c.Task.Task).ShouldBe(["t0", "u"]);
    }

    /// <summary>Drawn: runs with limits and merges, agents that ask for less than they have places, half-open breakers, learners.</summary>
    [Fact]
    [Trait("Capability", "V8")]
    [Trait("Capability", "L12")]
    public void everything_that_is_decided_can_be_given() =>
        Gen.Int[0, 100_000_000].Sample(seed =>
        {
            var random = new Random(seed);
            var run = Drawn(random);
            var agents = Enumerable.Range(0, 1 + random.Next(4)).Select(i => Drawn(random, i, run.Now)).ToList();
            var wants = agents.ToDictionary(a => a.Id, _ => 1 + random.Next(5));
            var board = Board([run], agents);
            var choices = Distribute.Decide(Inputs(board, run, [.. wants.Select(w => (w.Key, w.Value))]));
            run.Pass(1);
            foreach (var (task, agent, why) in choices)
            {
                var state = board.StateOf(agent, wants[agent]--).ShouldNotBeNull();
                wants[agent].ShouldBeGreaterThanOrEqualTo(0, $"{agent} asked for no more");
                Suitability.WhyNot(task, state, ChoiceRules.Default).ShouldBeNull($"{agent} {task.Task}");
                run.Do(s => Assign.Grant(s, task.Task, agent, 30, Supervision.Name(why, board.Agents[agent])));
                board.Put(null, run.State, run.History.Select(h => (object)h.Event));
            }
        }, iter: 2_000);

    private static DecisionInputs Inputs(Board board, Run run, params (string Agent, int Wants)[] asking)
    {
        ImmutableArray<AgentState> states = [.. asking.Select(a => board.StateOf(a.Agent, a.Wants)!).Where(a => a.Free > 0 || a.MergeFree)];
        return DecisionRecord.Inputs(
            1, ChoiceWeights.Default, ChoiceRules.Default, board.Open(Coordination.Pull, states, ChoiceRules.Default, run.Now), states, board.OrdinaryOf(states));
    }

    private static Run Drawn(Random random)
    {
        var run = Run.Of(Some.Workflow([.. Enumerable.Range(0, 2 + random.Next(8)).Select(i => Asks($"t{i}", random.Next(3), Skills[random.Next(2)]))])
            .With(Some.Settings with { ParallelAgents = 1 + random.Next(6) }), Some.Repository);
        return random.Next(2) == 0 ? run : run.Submit("t0", "merger");
    }

    private static Agent Drawn(Random random, int i, DateTimeOffset now)
    {
        var agent = Agent($"a{i}", 1 + random.Next(5), random.Next(3) / 2.0, random.Next(3) / 2.0, random.Next(3) > 0);
        return agent with
        {
            Breaker = random.Next(3) == 0 ? new BreakerState(BreakerStatus.HalfOpen, now) { Probes = 1 + random.Next(3) } : null,
            Trainings = random.Next(2) == 0 ? [] : [.. Skills.Take(1 + random.Next(2)).Select(s => new Training(s, 1, "ada", "pending/1", 0, 0)
            {
                Awaiting = [.. Enumerable.Range(0, random.Next(3)).Select(n => new PracticeWork("r", $"p{n}", 1, now))],
            })],
        };
    }

    private static TaskDefinition Asks(string name, int priority, string skill) => Some.Task(name) with { Priority = priority, Skills = [new SkillRequirement(skill, 0.1)] };

    private static Agent Agent(string id, int capacity, double csharp, double react, bool merges = false) => Domain.Agents.Agent.Evolve(null, new AgentRegistered(id, new(
        id, [.. new[] { new Skill("csharp", csharp), new Skill("react", react) }.Where(s => s.Level > 0)], null, AgentTier.Senior, capacity, merges, null, Deadlines.Default)), new Stamp(1, Times.Start, Dot.None));

    private static Board Board(IEnumerable<Run> runs, IEnumerable<Agent> agents)
    {
        var board = new Board();
        agents.ToList().ForEach(board.Put);
        foreach (var run in runs)
        {
            board.Put(null, run.State, run.History.Select(h => (object)h.Event));
        }

        return board;
    }
}
