using System.Collections.Immutable;
using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Resources;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Distribution;

/// <summary>What would keep a run's tasks waiting is said when it begins.</summary>
[Trait("Capability", "K1")]
[Trait("Capability", "K2")]
public sealed class UnmetSkillsTests
{
    [Fact]
    public void what_agents_have_at_the_level_asked_for_is_not_spoken_of()
    {
        var run = Run(Asking("api", ("code", 0.8)), Asking("page"));
        Told(run, [Has("ada", ("code", 0.8))]).ShouldBeEmpty();
        Told(run, [Has("ada", ("code", 0.2)), Has("bob", ("code", 1))]).ShouldBeEmpty();
    }

    [Fact]
    public void a_skill_that_nobody_has_is_told_with_its_tasks_and_what_may_have_been_meant()
    {
        var told = Told(Run(Asking("b", ("cdoe", 0)), Asking("a", ("cdoe", 0.5)), Asking("c", ("code", 0))), [Has("ada", ("code", 1))]).ShouldHaveSingleItem();
        (told.Code, told.Name, told.TaskCount, told.Nearest).ShouldBe((UnmetSkills.Unheld, "cdoe", 2, "code"));
        told.Tasks.ShouldBe(["a", "b"]);
        told.Next.ShouldContain("If 'code' is meant");
    }

    [Fact]
    public void without_anything_like_it_an_agent_is_asked_for()
    {
        var told = Told(Run(Asking("a", ("sql", 0))), [Has("ada", ("code", 1))]).ShouldHaveSingleItem();
        (told.Nearest, told.Next).ShouldBe((null, "Start an agent with 'sql'."));
        told.Detail.ShouldBe("No agent here has the skill 'sql': a waits until one has.");
    }

    [Fact]
    public void a_level_that_nobody_has_is_told_of_the_tasks_that_ask_for_it()
    {
        var told = Told(Run(Asking("a", ("code", 0.5)), Asking("b", ("code", 0.9))), [Has("ada", ("code", 0.7)), Has("bob", ("code", 0.6))]).ShouldHaveSingleItem();
        (told.Code, told.Name, told.Nearest).ShouldBe((UnmetSkills.TooLow, "code", null));
        told.Tasks.ShouldBe(["b"]);
        (told.Detail, told.Next.Contains("code=0.9", StringComparison.Ordinal)).ShouldBe(("No agent here has the skill 'code' at 0.9, the best at 0.7: b waits until one has.", true));
    }

    [Fact]
    public void an_agent_that_has_left_or_has_a_skill_at_level_0_has_it_not_and_one_that_learns_it_gets_its_tasks()
    {
        var run = Run(Asking("a", ("code", 0)));
        Told(run, [Has("ada", ("code", 1)) with { Status = AgentStatus.Left }, Has("bob", ("code", 0))]).ShouldHaveSingleItem().Code.ShouldBe(UnmetSkills.Unheld);
        Told(run, [Has("ada", ("code", 1)) with { Status = AgentStatus.Lost }]).ShouldBeEmpty("it may come back");
        Told(run, [Has("bob") with { Trainings = [new Training("code", 0.5, "ada", "pending/2", 0, 0)] }]).ShouldBeEmpty();
    }

    [Fact]
    public void what_the_map_asks_for_counts_where_the_task_is_silent_and_the_map_is_enforced()
    {
        var map = new DomainMap(true, [new OwnedDomain("frontend", ["frontend"], [], [], [new Area("components", ["web/**"], [], [], ["react"])])]) { Skills = ["react", "svelte"] };
        var run = Run(Asking("page") with { Paths = ["web/**"] }, Asking("api", ("code", 0)) with { Paths = ["web/**"] });
        var told = Told(run, [Has("ada", ("code", 1))], map).ShouldHaveSingleItem();
        (told.Code, told.Name, told.Nearest).ShouldBe((UnmetSkills.Unheld, "react", null));
        (told.Tasks.Single(), told.Detail.Contains("the domain map lists", StringComparison.Ordinal)).ShouldBe(("page", true));
        Told(run, [Has("ada", ("code", 1))], map with { Enforced = false }).ShouldBeEmpty();
        Told(Run(Asking("a", ("svelt", 0))), [], map).ShouldHaveSingleItem().Nearest.ShouldBe("svelte", "the map knows it");
    }

    [Fact]
    public void checks_of_gates_ask_too_unless_they_are_not_run()
    {
        var definition = Some.Workflow(Some.Task("a")).With(new GateDefinition("ready", ["a"], [new CheckDefinition("unit", "make check", [new("qa", 0)], 60)], 0));
        Told(Workflows.Run.Of(definition).State, []).ShouldHaveSingleItem().Tasks.ShouldBe(["check.ready.unit.1"]);
        Told(Workflows.Run.Of(definition.With(Some.Settings with { Quality = QualityStrategy.None })).State, []).ShouldBeEmpty();
    }

    [Fact]
    public void what_is_told_has_an_end_and_begins_with_what_most_tasks_ask_for()
    {
        var tasks = Enumerable.Range(0, 60).Select(i => Asking($"t{i:00}", ($"s{i:00}", 0))).Concat(Enumerable.Range(0, 30).Select(i => Asking($"u{i:00}", ("zig", 0))));
        var told = Told(Run([.. tasks]), []);
        (told.Length, told[0].Name, told[0].Tasks.Length, told[0].TaskCount).ShouldBe((50, "zig", 20, 30));
    }

    [Fact]
    public void paths_are_compared_with_the_map_only_where_it_matters_and_of_so_many_tasks()
    {
        var map = new DomainMap(true, [new OwnedDomain("frontend", ["frontend"], [], [], [new Area("components", ["web/**"], [], [], ["react"])])]);
        var run = Run([.. Enumerable.Range(0, 1_001).Select(i => Asking($"t{i:0000}") with { Paths = ["web/**"] })]);
        Told(run, [], map).ShouldHaveSingleItem().TaskCount.ShouldBe(1_000);
        Told(run, [Has("ada", ("react", 0.1))], map).ShouldBeEmpty();
    }

    private static ImmutableArray<UnmetNeed> Told(Workflow run, Agent[] agents, DomainMap? map = null) =>
        [.. UnmetNeeds.Of(run, agents, map ?? DomainMap.None, ChoiceRules.Default).Where(u => u.Code is UnmetSkills.Unheld or UnmetSkills.TooLow)];

    private static Workflow Run(params TaskDefinition[] tasks) => Workflows.Run.Of(Some.Workflow(tasks)).State;

    private static TaskDefinition Asking(string name, params (string Name, double Level)[] skills) => Some.Task(name) with { Skills = [.. skills.Select(s => new SkillRequirement(s.Name, s.Level))] };

    private static Agent Has(string id, params (string Name, double Level)[] skills) => new(
        id, new AgentProfile(id, [.. skills.Select(s => new Skill(s.Name, s.Level))], null, AgentTier.Senior, 1, false, null, Deadlines.Default), AgentStatus.Active, Performance.None, 1);
}
