using Shouldly;
using Weft.Application.Templates;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Integration.Tests.Templates;

[Trait("Capability", "W1"), Trait("Capability", "G1")]
public sealed class BuiltInTemplatesTests
{
    public static TheoryData<string> Names => [.. BuiltInTemplates.All.Keys];

    [Fact]
    public void the_two_workflows_of_the_specification_are_shipped() =>
        BuiltInTemplates.All.Keys.ShouldBe(["continuous_integration_deployment", "full_stack_feature_development"]);

    [Theory]
    [MemberData(nameof(Names))]
    public void a_built_in_template_needs_no_value(string name)
    {
        var reading = Sample.Read(BuiltInTemplates.All[name]);
        reading.Issues.ShouldBeEmpty();
        reading.Definition.ShouldNotBeNull().Name.ShouldBe(name);
        TemplateReader.Check(BuiltInTemplates.All[name]).Header.ShouldNotBeNull().Description.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void the_fork_join_lets_six_tasks_start_at_once_from_the_same_commit()
    {
        var definition = Read("full_stack_feature_development");
        var fork = definition.Tasks.Where(t => t.Needs.IsEmpty).ToList();
        fork.Select(t => t.Name).ShouldBe(
            ["architecture_contracts", "backend_agent", "frontend_agent", "security_rbac", "observability", "qa_tests"], ignoreOrder: true);
        fork.ShouldAllBe(t => t.Base == BaseChoice.Fork);
        definition.Gates.Select(g => g.Name).ShouldBe(["contracts_completion", "implementation_completion", "testing_completion"]);
        definition.Milestones.Sum(m => m.Weight).ShouldBe(100);
    }

    /// <summary>Six agents with one or two skills each: neither the longest chain nor the busiest skill may hold the run back.</summary>
    [Fact]
    public void the_fork_join_has_more_than_four_times_the_work_of_its_longest_chain()
    {
        var tasks = Read("full_stack_feature_development").Tasks;
        var work = tasks.Sum(t => t.EstimateSeconds);
        var contracts = tasks.Single(t => t.Name == "architecture_contracts").EstimateSeconds;
        var chain = contracts + tasks.Where(t => t.Stage == "integration").Max(t => t.EstimateSeconds);
        var skill = tasks.GroupBy(t => t.Skills.Single().Name).Max(g => g.Sum(t => t.EstimateSeconds));
        (work / (double)Math.Max(Math.Max(chain, skill), work / 6)).ShouldBeGreaterThan(4);
    }

    [Fact]
    public void the_pipeline_validates_what_was_developed_and_documents_what_was_validated()
    {
        var needs = Read("continuous_integration_deployment").Tasks.ToDictionary(t => t.Name, t => string.Join(' ', t.Needs));
        needs.ShouldBe(new Dictionary<string, string>
        {
            ["backend_agent"] = "",
            ["frontend_agent"] = "",
            ["qa_tests"] = "backend_agent frontend_agent",
            ["security_rbac"] = "backend_agent frontend_agent",
            ["observability"] = "backend_agent frontend_agent",
            ["scribe_docs"] = "validation_result_aggregation",
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void what_a_task_consumes_is_produced_before_it_or_comes_from_outside(string name)
    {
        var definition = Read(name);
        var producers = definition.Tasks.SelectMany(t => t.Produces.Select(p => (p, t.Name))).ToDictionary(x => x.p, x => x.Name);
        var needs = definition.Tasks.ToDictionary(t => t.Name, t => t.Needs).Concat(definition.Gates.ToDictionary(g => g.Name, g => g.After)).ToDictionary(x => x.Key, x => x.Value);
        foreach (var (task, artifact) in definition.Tasks.SelectMany(t => t.Consumes.Select(c => (t.Name, c))).Where(x => producers.ContainsKey(x.c)))
        {
            Before(task).ShouldContain(producers[artifact]);
        }

        IEnumerable<string> Before(string node) => needs[node].SelectMany(n => Before(n).Prepend(n));
    }

    [Fact]
    public void the_commands_of_gates_are_parameters()
    {
        const string Command = "sh -c \"make check && echo 'done: ok'\" # all";
        var reading = Sample.Read(BuiltInTemplates.All["full_stack_feature_development"], ("TestingCheck", Command));
        reading.Definition.ShouldNotBeNull().Gates[2].Checks[0].Command.ShouldBe(Command);
    }

    private static WorkflowDefinition Read(string name) => Sample.Read(BuiltInTemplates.All[name]).Definition.ShouldNotBeNull();
}
