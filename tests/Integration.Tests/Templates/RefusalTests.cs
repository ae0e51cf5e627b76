using Shouldly;
using Weft.Application.Templates;
using Weft.Domain.Templates;
using Xunit;

namespace Weft.Integration.Tests.Templates;

[Trait("Capability", "W1"), Trait("Capability", "G1")]
public sealed class RefusalTests
{
    private static readonly int HeadLines = Sample.Head.Count(c => c == '\n');

    [Theory]
    [InlineData("tasks: [{name: a, needs: [c]}, {name: b, needs: [a]}, {name: c, needs: [b]}]", TemplateIssueCodes.Cycle, "tasks[0].needs[0]", 1, 27)]
    [InlineData("tasks: [{name: a, needs: [nobody]}]", TemplateIssueCodes.UnknownDependency, "tasks[0].needs[0]", 1, 27)]
    [InlineData("tasks:\n- {name: a}\n- name: a", TemplateIssueCodes.DuplicateName, "tasks[1].name", 3, 9)]
    [InlineData("skills: [go]\ntasks: [{name: a, skills: [rust]}]", TemplateIssueCodes.UnknownSkill, "tasks[0].skills[0]", 2, 28)]
    [InlineData("tasks: [{name: a, skills: {rust: 0.5}}]", TemplateIssueCodes.UnknownSkill, "tasks[0].skills.rust", 1, 28)]
    [InlineData("tasks: [{name: a, speed: 3}]", TemplateIssueCodes.UnknownField, "tasks[0].speed", 1, 19)]
    [InlineData("tasks: [{needs: []}]", TemplateIssueCodes.MissingField, "tasks[0]", 1, 9)]
    [InlineData("tasks: [{name: a.b}]", TemplateIssueCodes.BadValue, "tasks[0].name", 1, 16)]
    [InlineData("tasks: [{name: a, complexity: hard}]", TemplateIssueCodes.BadValue, "tasks[0].complexity", 1, 31)]
    [InlineData("tasks: [{name: a, complexity: 1}]", TemplateIssueCodes.BadValue, "tasks[0].complexity", 1, 31)]
    [InlineData("tasks: [{name: a, priority: 1.5}]", TemplateIssueCodes.BadValue, "tasks[0].priority", 1, 29)]
    [InlineData("tasks: [{name: a, estimate_seconds: 0}]", TemplateIssueCodes.BadValue, "tasks[0].estimate_seconds", 1, 37)]
    [InlineData("tasks: [{name: a, paths: [../x]}]", TemplateIssueCodes.BadValue, "tasks[0].paths[0]", 1, 27)]
    [InlineData("tasks: [{name: a, needs: b}]", TemplateIssueCodes.BadValue, "tasks[0].needs", 1, 26)]
    [InlineData("tasks: [{name: a, needs: [b, b]}, {name: b}]", TemplateIssueCodes.DuplicateName, "tasks[0]", 1, 9)]
    [InlineData("tasks: [{name: a}]\ngates: [{name: g, after: []}]", TemplateIssueCodes.MissingField, "gates[0]", 2, 9)]
    [InlineData("tasks: [{name: a}]\ngates: [{name: a, after: [a]}]", TemplateIssueCodes.DuplicateName, "gates[0].name", 2, 16)]
    [InlineData("tasks: [{name: a}]\nmilestones: [{name: m, requires: [g]}]", TemplateIssueCodes.UnknownDependency, "milestones[0].requires[0]", 2, 35)]
    [InlineData("tasks: [{name: a}]\nmilestones: [{name: m, weight: 0, requires: [a]}]", TemplateIssueCodes.BadValue, "milestones[0].weight", 2, 32)]
    [InlineData("stages: [{name: s, after: [t]}]\ntasks: [{name: a}]", TemplateIssueCodes.UnknownDependency, "stages[0]", 1, 10)]
    [InlineData("stages: [{name: s, after: [t]}, {name: t, after: [s]}]\ntasks: [{name: a, stage: s}, {name: b, stage: t}]", TemplateIssueCodes.Cycle, "stages[0]", 1, 10)]
    [InlineData("stages: [{name: s}, {name: t}]\ntasks: [{name: a, stage: s}]", TemplateIssueCodes.BadValue, "stages[1]", 1, 21)]
    public void a_mistake_is_refused_and_its_place_named(string body, string code, string path, int line, int column)
    {
        var issue = Sample.ReadBody(body).Issues.ShouldHaveSingleItem();
        (issue.Code, issue.Path, issue.Line, issue.Column).ShouldBe((code, path, HeadLines + line, column));
    }

    [Fact]
    public void a_cycle_is_named_from_task_to_task() =>
        Sample.ReadBody("tasks: [{name: a, needs: [b]}, {name: b, needs: [a]}]").Issues[0].Message.ShouldStartWith("a → b → a");

    [Fact]
    public void a_task_must_say_its_stage_when_there_are_several()
    {
        var issues = Sample.ReadBody("stages: [{name: s}, {name: t}]\ntasks: [{name: a}, {name: b, stage: u}]").Issues;
        issues.Where(i => i.Code == TemplateIssueCodes.UnknownStage).Select(i => i.Path).ShouldBe(["tasks[0].stage", "tasks[1].stage"]);
    }

    [Fact]
    public void all_mistakes_are_told_at_once_but_not_thousands()
    {
        var body = "tasks:\n" + string.Concat(Enumerable.Repeat("- {name: '?', speed: 1}\n", 200));
        Sample.ReadBody(body).Issues.Length.ShouldBe(50);
    }

    [Fact]
    public void the_settings_must_be_complete_and_within_their_values()
    {
        Sample.Read("name: x\ntasks: [{name: a}]").Issues.ShouldContain(i => i.Code == TemplateIssueCodes.MissingField && i.Message.Contains("workflow_templates"));
        var text = "name: x\nworkflow_templates: {concurrent_development: 257, coordination_strategy: pull, conflict_resolution: human, quality_integration: gates}\ntasks: [{name: a}]";
        Sample.Read(text).Issues.Select(i => (i.Code, i.Path)).ShouldBe(
        [
            (TemplateIssueCodes.BadValue, "workflow_templates.concurrent_development"),
            (TemplateIssueCodes.MissingField, "workflow_templates"),
        ]);
    }

    [Fact]
    public void an_error_in_a_placeholder_is_told_with_its_line()
    {
        var issue = Sample.ReadBody("tasks: [{name: {{.ParallelAgents}]").Issues.ShouldHaveSingleItem();
        (issue.Code, issue.Line).ShouldBe((TemplateCodes.BadSyntax, HeadLines + 1));
    }

    [Fact]
    public void a_task_too_large_for_one_event_is_refused()
    {
        var names = Enumerable.Range(0, 1_000).Select(i => $"task_with_a_rather_long_name_{i:0000000000000000000000000}").ToList();
        var tasks = string.Concat(names.Select(n => $"- {{name: {n}}}\n")) + $"- {{name: last, needs: [{string.Join(", ", names)}]}}";
        Sample.ReadBody("tasks:\n" + tasks).Issues.ShouldHaveSingleItem().Code.ShouldBe(TemplateIssueCodes.TooLarge);
    }

    [Fact]
    public void two_stages_with_too_many_dependencies_between_them_are_refused_before_they_are_written_out()
    {
        var tasks = string.Concat(Enumerable.Range(0, 1_000).Select(i => $"- {{name: a{i}, stage: s}}\n- {{name: b{i}, stage: t}}\n"));
        var issue = Sample.ReadBody("stages: [{name: s}, {name: t, after: [s]}]\ntasks:\n" + tasks).Issues.ShouldHaveSingleItem();
        issue.Code.ShouldBe(TemplateIssueCodes.TooLarge);
    }
}
