using System.Collections.Immutable;
using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Resources;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Distribution;

/// <summary>Not only skills keep tasks waiting that nobody has: tiers that are required do, and roles of an enforced map.</summary>
[Trait("Capability", "D3")]
[Trait("Capability", "N1")]
public sealed class UnmetNeedsTests
{
    private static readonly ChoiceRules Required = ChoiceRules.Default with { Tiers = TierMode.Require };
    private static readonly DomainMap Map = new(true,
    [
        new OwnedDomain("frontend", ["frontend"], ["eve"], [], [new Area("components", ["web/**"], [], [], []), new Area("styles", ["css/**"], [], [], [])]),
        new OwnedDomain("lead", ["lead"], [], ["frontend"], []),
    ]);

    [Fact]
    public void a_class_whose_tiers_nobody_is_of_is_told_with_its_tasks_where_tiers_are_required()
    {
        var run = Run(Of("a", Complexity.Complex), Of("b", Complexity.Complex), Of("c", Complexity.Simple));
        var told = Told(run, [Is(AgentTier.Junior)], rules: Required).ShouldHaveSingleItem();
        (told.Code, told.Name, told.TaskCount, told.Nearest).ShouldBe((UnmetTiers.TooLow, "complex", 2, null));
        told.Tasks.ShouldBe(["a", "b"]);
        told.Detail.ShouldBe("The class 'complex' requires the tier senior (from level 0.8) or architect, and no agent here is that: 2 tasks wait until one is.");
        told.Next.ShouldBe("Start an agent of the tier architect, or change the tiers of the class in the policy.");
        Told(run, [Is(AgentTier.Junior), Is(AgentTier.Architect)], rules: Required).ShouldBeEmpty();
        Told(run, [Is(AgentTier.Architect) with { Status = AgentStatus.Left }], rules: Required).Select(u => u.Name).ShouldBe(["complex", "simple"], "nobody is there");
        Told(run, [Is(AgentTier.Architect) with { Status = AgentStatus.Lost }], rules: Required).ShouldBeEmpty("it may come back");
        Told(run, [Is(AgentTier.Junior)]).ShouldBeEmpty("what is only preferred keeps nothing waiting");
    }

    [Fact]
    public void a_tier_counts_at_the_level_that_the_class_asks_of_it()
    {
        var run = Run(Of("a", Complexity.Complex) with { Skills = [new("code", 0)] });
        Told(run, [Is(AgentTier.Senior, ("code", 0.7))], rules: Required).ShouldHaveSingleItem().Code.ShouldBe(UnmetTiers.TooLow);
        Told(run, [Is(AgentTier.Senior, ("code", 0.8))], rules: Required).ShouldBeEmpty();
        Told(run, [Is(AgentTier.Senior)], rules: Required).ShouldHaveSingleItem().Code.ShouldBe(UnmetSkills.Unheld, "a skill that nobody has is told once");
        Told(Run(Of("a", Complexity.Complex)), [Is(AgentTier.Senior, ("code", 0.7))], rules: Required).ShouldHaveSingleItem().Code.ShouldBe(UnmetTiers.TooLow);
    }

    [Fact]
    public void checks_of_gates_have_a_class_too()
    {
        var run = Workflows.Run.Of(Some.Workflow(Of("a", Complexity.Moderate)).With(new GateDefinition("ready", ["a"], [new CheckDefinition("unit", "make check", [], 60)], 0))).State;
        var rules = Required with { Classes = ClassTiers.Default with { Simple = new(0, null, null) } };
        Told(run, [Is(AgentTier.Senior)], rules: rules).ShouldHaveSingleItem().Tasks.ShouldBe(["check.ready.unit.1"]);
    }

    [Fact]
    public void a_domain_in_which_nobody_may_write_is_told_with_the_tasks_that_touch_it()
    {
        var run = Run(Touching("b", "web/a.ts", "css/a.css"), Touching("a", "css/**"), Touching("c", "docs/**"));
        var told = Told(run, [Is(AgentTier.Senior)], Map).ShouldHaveSingleItem();
        (told.Code, told.Name, told.TaskCount).ShouldBe((UnmetRoles.Unheld, "frontend", 2));
        told.Tasks.ShouldBe(["a", "b"]);
        told.Detail.ShouldBe("The domain 'frontend' is for agents with the role 'frontend' or the role 'lead' or the name 'eve', and no agent here is one: 2 tasks wait until one is.");
        told.Next.ShouldEndWith("which its key must grant, or change the domain map.");
        Told(run, [Is(AgentTier.Senior)], Map with { Enforced = false }).ShouldBeEmpty();
        Told(run, [], Map with { Domains = [] }).ShouldBeEmpty();
    }

    [Fact]
    public void a_role_a_name_and_a_domain_above_open_a_domain()
    {
        var run = Run(Touching("a", "web/**"));
        Told(run, [With("frontend")], Map).ShouldBeEmpty();
        Told(run, [With("lead")], Map).ShouldBeEmpty("it includes the other");
        Told(run, [Is(AgentTier.Junior) with { Id = "eve" }], Map).ShouldBeEmpty();
        Told(run, [With("frontend") with { Status = AgentStatus.Left }], Map).ShouldHaveSingleItem();
        Told(Run([.. Enumerable.Range(0, 1_001).Select(i => Touching($"t{i:0000}", "web/**"))]), [], Map).ShouldHaveSingleItem().TaskCount.ShouldBe(1_000, "the first by name are compared");
    }

    private static ImmutableArray<UnmetNeed> Told(Workflow run, Agent[] agents, DomainMap? map = null, ChoiceRules? rules = null) =>
        UnmetNeeds.Of(run, agents, map ?? DomainMap.None, rules ?? ChoiceRules.Default);

    private static Workflow Run(params TaskDefinition[] tasks) => Workflows.Run.Of(Some.Workflow(tasks)).State;

    private static TaskDefinition Of(string name, Complexity complexity) => Some.Task(name) with { Skills = [], Complexity = complexity };

    private static TaskDefinition Touching(string name, params string[] paths) => Some.Task(name) with { Skills = [], Paths = [.. paths] };

    private static Agent With(string role) => Is(AgentTier.Senior) is var agent ? agent with { Profile = agent.Profile with { Roles = [role] } } : null!;

    private static Agent Is(AgentTier tier, params (string Name, double Level)[] skills) => new(
        "ada", new AgentProfile("ada", [.. skills.Select(s => new Skill(s.Name, s.Level))], null, tier, 1, false, null, Deadlines.Default), AgentStatus.Active, Performance.None, 1);
}
