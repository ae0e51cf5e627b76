using System.Collections.Immutable;
using CsCheck;
using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Distribution;

/// <summary>Domain, skills and tier, exclusions and breakers, places and reserve: no weight goes before any of them.</summary>
[Trait("Capability", "K5")]
public sealed class OrderOfRulesTests
{
    [Fact]
    [Trait("Capability", "D1")]
    [Trait("Capability", "D3")]
    [Trait("Capability", "N1")]
    public void no_rule_is_bypassed_whatever_the_weights_and_the_order_of_the_input_does_not_matter() =>
        Gen.Int[0, 10_000_000].Sample(seed =>
        {
            var inputs = Batch.DrawMore(seed, 30, 10);
            var choices = Distribute.Decide(inputs);
            foreach (var (task, id, _) in choices)
            {
                var agent = inputs.Agents.Single(a => a.Id == id);
                agent.TakesWork.ShouldBeTrue();
                (agent.BreakerOpen ?? false).ShouldBeFalse();
                (task.Excluded ?? []).Any(e => e.Agent == id).ShouldBeFalse();
                if (!task.InMergeLane)
                {
                    (task.Owned ?? []).All(o => o.Agents.Contains(id) || (agent.Roles ?? []).Any(r => o.Roles.Contains(r))).ShouldBeTrue();
                    task.Skills.All(s => (agent.Level(s.Name) >= s.MinLevel && agent.Level(s.Name) > 0) || (agent.Training ?? []).Contains(s.Name)).ShouldBeTrue();
                    (inputs.Rules!.Tiers != TierMode.Require || Suitability.TierFits(task, agent, inputs.Rules)).ShouldBeTrue();
                }
            }

            foreach (var agent in inputs.Agents)
            {
                var work = choices.Where(c => c.Agent == agent.Id && !c.Task.InMergeLane).ToList();
                work.Count.ShouldBeLessThanOrEqualTo(agent.Free);
                work.Count(c => c.Task.Priority < inputs.Rules!.UrgentPriority).ShouldBeLessThanOrEqualTo(Math.Max(0, agent.Free - (agent.Reserved ?? 0)));
                choices.Count(c => c.Agent == agent.Id && c.Task.InMergeLane).ShouldBeLessThanOrEqualTo(agent is { Merges: true, MergeFree: true } ? 1 : 0);
                (agent.MergeTakesPlace == true ? choices.Count(c => c.Agent == agent.Id) : 0).ShouldBeLessThanOrEqualTo(agent.Free);
                (agent.Practice ?? []).ShouldAllBe(p => work.Count(c => Suitability.Lacked(c.Task, agent).Contains(p.Skill)) <= p.Places);
            }

            inputs.Tasks.Where(t => t.RunPlaces is not null).ShouldAllBe(t => choices.Count(c => c.Task.Workflow == t.Workflow && !c.Task.InMergeLane) <= t.RunPlaces);

            choices.Count(c => !c.Task.InMergeLane && c.Task.Priority < inputs.Rules!.UrgentPriority).ShouldBeLessThanOrEqualTo(inputs.Ordinary ?? int.MaxValue);
            Text(Distribute.Decide(inputs with { Tasks = [.. inputs.Tasks.Reverse()], Agents = [.. inputs.Agents.Reverse()] })).ShouldBe(Text(choices));
        }, iter: 1_000);

    /// <summary>Places that are held back are not open to all, nor is a run that may have no more; of what is open, the bound of <see cref="Precedence"/> holds.</summary>
    [Fact]
    [Trait("Capability", "L11")]
    public void a_task_without_a_place_saw_no_later_one_get_a_place_that_it_could_have_had() =>
        Gen.Int[0, 10_000_000].Sample(seed =>
        {
            var inputs = Batch.DrawMore(seed, 12, 4);
            var choices = Distribute.Decide(inputs);
            var rules = inputs.Rules!;
            foreach (var left in inputs.Tasks.Where(t => !choices.Any(c => c.Task == t)))
            {
                foreach (var (task, id, _) in choices.Where(c => c.Task.InMergeLane == left.InMergeLane && Precedence.Order.Compare(left, c.Task) < 0))
                {
                    var agent = inputs.Agents.Single(a => a.Id == id);
                    var open = left.InMergeLane || Suitability.IsUrgent(left, rules) || !Suitability.IsUrgent(task, rules) || ((agent.Reserved ?? 0) == 0 && inputs.Ordinary is null);
                    open &= left.InMergeLane || left.RunPlaces is not { } places || task.Workflow == left.Workflow || choices.Count(c => c.Task.Workflow == left.Workflow && !c.Task.InMergeLane) < places;
                    open &= (agent.Practice ?? []).All(p => Suitability.Lacked(task, agent).Contains(p.Skill) || !Suitability.Lacked(left, agent).Contains(p.Skill));
                    (open && Suitability.WhyNot(left, agent, rules) is null).ShouldBeFalse($"{left.Task} was passed over for {task.Task} on {id}");
                }
            }
        }, iter: 2_000);

    [Theory]
    [InlineData(Match.NotTakingWork)]
    [InlineData(Match.OutsideDomain)]
    [InlineData(Match.SkillMissing)]
    [InlineData(Match.TierTooLow)]
    [InlineData(Match.Excluded + "failed-here")]
    [InlineData(Match.BreakerOpen)]
    [InlineData(Match.AtCapacity)]
    [InlineData(Match.Reserved)]
    [Trait("Capability", "K2")]
    public void the_first_rule_that_leaves_an_agent_out_is_the_reason(string reason)
    {
        string[] order = [Match.NotTakingWork, Match.OutsideDomain, Match.SkillMissing, Match.TierTooLow, Match.Excluded + "failed-here", Match.BreakerOpen, Match.AtCapacity, Match.Reserved];
        var broken = order[Array.IndexOf(order, reason)..].ToHashSet(StringComparer.Ordinal);
        var task = Batch.Task("t", ("csharp", 0.5)) with
        {
            Complexity = Complexity.Complex,
            Owned = [new("src/**", "backend", ["backend"], [])],
            Excluded = broken.Contains(Match.Excluded + "failed-here") ? [new Exclusion("a", "failed-here")] : null,
        };
        var agent = Batch.Agent("a", broken.Contains(Match.SkillMissing) ? [] : [("csharp", 0.9)]) with
        {
            TakesWork = !broken.Contains(Match.NotTakingWork),
            Roles = broken.Contains(Match.OutsideDomain) ? ["frontend"] : ["backend"],
            Tier = broken.Contains(Match.TierTooLow) ? AgentTier.Junior : AgentTier.Architect,
            BreakerOpen = broken.Contains(Match.BreakerOpen) ? true : null,
            Free = reason == Match.AtCapacity ? 0 : 1,
            Reserved = broken.Contains(Match.Reserved) ? 1 : null,
        };
        Suitability.WhyNot(task, agent, ChoiceRules.Default with { Tiers = TierMode.Require }).ShouldBe(reason);
    }

    [Fact]
    [Trait("Capability", "G2")]
    public void what_is_held_back_goes_to_urgent_tasks_alone()
    {
        var inputs = Batch.Of([Batch.Task("usual"), Batch.Task("usual2"), Batch.Task("urgent") with { Priority = 900 }], [Batch.Agent("a") with { Free = 2, Reserved = 1 }]) with
        {
            Rules = ChoiceRules.Default,
        };
        Distribute.Decide(inputs).Select(c => c.Task.Task).ShouldBe(["urgent", "usual"], ignoreOrder: true);
        Distribute.Decide(inputs with { Tasks = [.. inputs.Tasks.Where(t => t.Task != "urgent")] }).Select(c => c.Task.Task).ShouldBe(["usual"]);
    }

    [Fact]
    [Trait("Capability", "N1")]
    public void a_class_goes_to_its_tiers_first_and_to_others_only_where_they_have_no_place()
    {
        var task = Batch.Task("t", ("csharp", 0.1)) with { Complexity = Complexity.Complex };
        var (junior, architect) = (Batch.Agent("junior", ("csharp", 1)) with { Tier = AgentTier.Junior }, Batch.Agent("architect", ("csharp", 0.2), ("sql", 1)) with { Tier = AgentTier.Architect, Done = 50 });
        var inputs = Batch.Of([task], [junior, architect]) with { Rules = ChoiceRules.Default };
        Distribute.Decide(inputs).ShouldHaveSingleItem().Agent.ShouldBe("architect");
        Explain.Of(inputs, "w", "t")!.Contenders.Single(c => c.Agent == "junior").Verdict.ShouldBe(Explain.LowerTier);
        Distribute.Decide(inputs with { Rules = ChoiceRules.Default with { Tiers = TierMode.Off } }).ShouldHaveSingleItem().Agent.ShouldBe("junior");
        Distribute.Decide(inputs with { Agents = [junior] }).ShouldHaveSingleItem().Agent.ShouldBe("junior");
        Distribute.Decide(inputs with { Agents = [junior], Rules = ChoiceRules.Default with { Tiers = TierMode.Require } }).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(AgentTier.Junior, 1, Complexity.Simple, true)]
    [InlineData(AgentTier.Junior, 1, Complexity.Moderate, false)]
    [InlineData(AgentTier.Senior, 0.1, Complexity.Moderate, true)]
    [InlineData(AgentTier.Senior, 0.79, Complexity.Complex, false)]
    [InlineData(AgentTier.Senior, 0.8, Complexity.Complex, true)]
    [InlineData(AgentTier.Architect, 0.1, Complexity.Complex, true)]
    [Trait("Capability", "N1")]
    public void the_usual_tiers_of_the_classes(AgentTier tier, double level, Complexity complexity, bool fits) => Suitability.TierFits(
        Batch.Task("t", ("csharp", 0)) with { Complexity = complexity }, Batch.Agent("a", ("csharp", level)) with { Tier = tier }, ChoiceRules.Default).ShouldBe(fits);

    [Fact]
    [Trait("Capability", "K3")]
    public void a_busy_processor_counts_as_load()
    {
        var (idle, busy) = (Batch.Agent("busy") with { Utilisation = 0.95 }, Batch.Agent("idle") with { Utilisation = 0.1 });
        Distribute.Decide(Batch.Of([Batch.Task("t")], [busy, idle])).ShouldHaveSingleItem().Agent.ShouldBe("idle");
    }

    [Fact]
    public void practice_in_a_skill_is_marked_as_supervised()
    {
        var choice = Distribute.Decide(Batch.Of([Batch.Task("t", ("csharp", 0.1), ("sql", 0.5))], [Batch.Agent("a", ("csharp", 0.9)) with { Training = ["sql"] }])).ShouldHaveSingleItem();
        choice.Why.Supervised!.Value.ShouldBe(["sql"]);
    }

    /// <summary>One decision gives it as much as may be unreviewed, however many places it has.</summary>
    [Fact]
    [Trait("Capability", "L12")]
    public void a_learner_gets_no_more_practice_than_may_be_unreviewed()
    {
        var board = new Board();
        var training = new Training("sql", 0.5, "ada", "pending/1", 0, 0) { Awaiting = [new("r", "a", 1, Times.Start), new("r", "b", 1, Times.Start)] };
        var bob = Given.Agent(new AgentRegistered("bob", new("bob", [], null, AgentTier.Senior, 4, false, null, Deadlines.Default))).State! with { Trainings = [training] };
        board.Put(bob);
        var run = Run.Of(Some.Workflow([.. Enumerable.Range(0, 3).Select(i => Some.Task($"t{i}") with { Skills = [new SkillRequirement("sql", 0.5)] })]));
        board.Put(null, run.State, run.History.Select(h => (object)h.Event));
        var learner = board.StateOf("bob")!;
        learner.Training!.Value.ShouldBe(["sql"]);
        var choices = Distribute.Decide(Batch.Of([.. board.Open(run.State.Settings.Coordination, [learner], ChoiceRules.Default, run.Now)], [learner]));
        choices.ShouldHaveSingleItem("two of three wait for their review");
        board.Put(bob with { Trainings = [training with { Awaiting = training.Awaiting.Add(new("r", "c", 1, Times.Start)) }] });
        learner = board.StateOf("bob")!;
        (learner.Training, learner.Unreviewed!.Value.Single()).ShouldBe((null, "sql"));
        Suitability.WhyNot(Batch.Task("t", ("sql", 0.5)), learner, ChoiceRules.Default).ShouldBe(Match.Unreviewed);
    }

    [Theory]
    [InlineData("role:backend")]
    [InlineData("tier:architect")]
    [InlineData("breaker")]
    [InlineData("excluded")]
    [InlineData("reserved")]
    [Trait("Capability", "Z2")]
    public void the_smallest_change_names_the_rule_that_kept_the_agent_out(string what)
    {
        var task = Batch.Task("t", ("csharp", 0.5)) with
        {
            Complexity = Complexity.Complex,
            Owned = what == "role:backend" ? [new("src/**", "backend", ["backend"], [])] : null,
            Excluded = what == "excluded" ? [new Exclusion("a", "failed-here")] : null,
        };
        var agent = Batch.Agent("a", ("csharp", what == "tier:architect" ? 0.1 : 0.9)) with
        {
            Tier = what == "tier:architect" ? AgentTier.Senior : AgentTier.Architect,
            BreakerOpen = what == "breaker" ? true : null,
            Free = 1,
            Capacity = 1,
            Reserved = what == "reserved" ? 1 : null,
        };
        task = what == "tier:architect" ? task with { Skills = [new SkillRequirement("csharp", 0.1)] } : task;
        var inputs = Batch.Of([task], [agent]) with { Rules = new ChoiceRules(800, TierMode.Require, new ClassTiers(new(0, 0, 0), new(0, 0, 0), new(null, null, 0))) };
        var flip = Explain.Of(inputs, "w", "t").ShouldNotBeNull().SmallestFlip.ShouldNotBeNull();
        (flip.Agent, flip.What).ShouldBe(("a", what));
    }

    private static string Text(ImmutableArray<Choice> choices) => string.Join('\n', choices.Select(c => $"{c.Task.Task} {c.Agent} {c.Why.Score} {c.Why.RunnerUp}"));
}
