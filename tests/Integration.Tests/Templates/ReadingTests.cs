using Shouldly;
using Weft.Application.Templates;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Integration.Tests.Templates;

[Trait("Capability", "W1"), Trait("Capability", "G1")]
public sealed class ReadingTests
{
    [Fact]
    public void every_field_of_a_task_reaches_the_definition()
    {
        var task = Sample.ReadBody("""
            skills: [backend, docs]
            tasks:
              - {name: before}
              - name: all
                description: said in passing
                needs: [before]
                skills: {backend: 0.5, docs: 0}
                complexity: complex
                priority: 7
                estimate_seconds: 30
                timeout_seconds: 90
                retry: {max_attempts: 2, backoff_seconds: 5, factor: 1.5, max_backoff_seconds: 60}
                consumes: [contract]
                produces: [code]
                base: fork
                command: make all
                paths: ["src/**", "docs/*.md"]
            """).Definition.ShouldNotBeNull().Tasks[1];
        task.Needs.ShouldBe(["before"]);
        task.Skills.ShouldBe([new SkillRequirement("backend", 0.5), new SkillRequirement("docs", 0)]);
        task.Retry.ShouldBe(new RetryPolicy(2, 5, 1.5, 60));
        (task.Stage, task.Complexity, task.Priority, task.EstimateSeconds, task.TimeoutSeconds).ShouldBe(("main", Complexity.Complex, 7, 30, 90));
        (task.Base, task.Command).ShouldBe((BaseChoice.Fork, "make all"));
        (string.Join(' ', task.Consumes), string.Join(' ', task.Produces), string.Join(' ', task.Paths)).ShouldBe(("contract", "code", "src/** docs/*.md"));
    }

    [Fact]
    public void a_sequential_stage_runs_its_tasks_one_after_another_behind_the_stages_before_it()
    {
        var tasks = Sample.ReadBody("""
            stages:
              - {name: first}
              - {name: second, mode: sequential, after: [first]}
              - {name: third, after: [second, ready]}
            tasks:
              - {name: s1, stage: second}
              - {name: f1, stage: first}
              - {name: f2, stage: first, needs: [f1]}
              - {name: f3, stage: first}
              - {name: s2, stage: second}
              - {name: t1, stage: third}
              - {name: t2, stage: third, needs: [t1]}
            gates:
              - {name: ready, after: [f2]}
            """).Definition.ShouldNotBeNull().Tasks.ToDictionary(t => t.Name, t => string.Join(' ', t.Needs));
        tasks.ShouldBe(new Dictionary<string, string>
        {
            ["s1"] = "f2 f3",
            ["f1"] = "",
            ["f2"] = "f1",
            ["f3"] = "",
            ["s2"] = "s1",
            ["t1"] = "s2 ready",
            ["t2"] = "t1",
        });
    }

    [Theory]
    [InlineData("ParallelAgents", "17")]
    [InlineData("CoordinationMechanism", "push")]
    [InlineData("ConflictResolutionApproach", "priority")]
    [InlineData("QualityAssuranceStrategy", "none")]
    [InlineData("ParallelismMetrics", "summary")]
    public void each_standard_parameter_changes_the_settings(string name, string value)
    {
        const string Body = "tasks: [{name: a}]\n";
        var usual = Sample.ReadBody(Body).Definition.ShouldNotBeNull().Settings;
        var other = Sample.ReadBody(Body, (name, value)).Definition.ShouldNotBeNull().Settings;
        other.ShouldNotBe(usual);
        string.Join(' ', other.ParallelAgents, other.Coordination, other.Conflicts, other.Quality, other.Metrics)
            .ShouldContain(value, Case.Insensitive);
    }

    [Fact]
    public void a_template_can_repeat_a_task_for_every_word_of_a_list()
    {
        const string Text = """
            name: sample
            parameters:
              Modules: {type: list, default: "core, web"}
              Docs: {type: boolean, default: true}

            """ + Sample.Settings + """
            tasks:
            {{- range .Modules}}
              - name: build_{{.}}
            {{- end}}
            {{- if .Docs}}
              - name: docs
            {{- end}}
            """;
        var given = StandardParameters.All.Select(p => (p.Name, p.IsNumeric ? "3" : p.Allowed[0])).ToArray();
        Sample.Read(Text, given).Definition.ShouldNotBeNull().Tasks.Select(t => t.Name).ShouldBe(["build_core", "build_web", "docs"]);
        Sample.Read(Text, [.. given, ("Modules", "one"), ("Docs", "false")]).Definition.ShouldNotBeNull().Tasks.Select(t => t.Name).ShouldBe(["build_one"]);
    }

    [Fact]
    public void any_text_given_for_a_text_parameter_stays_one_value()
    {
        const string Text = """
            name: sample
            parameters:
              Check: {type: text}

            """ + Sample.Settings + """
            tasks: [{name: a, command: {{printf "%q" .Check}}}]
            """;
        const string Nasty = "a\", b: \"c\"}, {name: evil} # 'x'\n  é漢🙂\t\\ %s {{.X}}\u0001";
        var given = StandardParameters.All.Select(p => (p.Name, p.IsNumeric ? "3" : p.Allowed[0])).Append(("Check", Nasty)).ToArray();
        Sample.Read(Text, given).Definition.ShouldNotBeNull().Tasks.ShouldHaveSingleItem().Command.ShouldBe(Nasty);
    }

    [Fact]
    public void ten_thousand_tasks_are_read()
    {
        var words = string.Join(',', Enumerable.Range(0, 100));
        var text = $$$"""
            name: sample
            parameters:
              Rows: {type: list, default: "{{{words}}}"}

            """ + Sample.Settings + """
            stages: [{name: chain, mode: sequential}]
            tasks:
            {{- range $row := .Rows}}{{range $column := $.Rows}}
            - {name: t{{$row}}_{{$column}}}
            {{- end}}{{end}}
            """;
        var given = StandardParameters.All.Select(p => (p.Name, p.IsNumeric ? "3" : p.Allowed[0])).ToArray();
        var tasks = Sample.Read(text, given).Definition.ShouldNotBeNull().Tasks;
        (tasks.Length, tasks[^1].Name, tasks[^1].Needs[0]).ShouldBe((10_000, "t99_99", "t99_98"));
    }
}
