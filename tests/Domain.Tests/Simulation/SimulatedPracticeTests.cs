using System.Collections.Immutable;
using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Simulation;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;
using Weft.Domain.Workspaces;
using Xunit;

namespace Weft.Domain.Tests.Simulation;

/// <summary>An agent has the skill at 0.3, and learns it up to 0.6.</summary>
[Trait("Capability", "L12")]
public sealed class SimulatedPracticeTests
{
    /// <summary>As on the server, only what was given as practice is judged.</summary>
    [Theory]
    [InlineData(0.2, false)]
    [InlineData(0.5, true)]
    public void a_skill_is_earned_by_practice_and_not_by_what_the_agent_could_do_anyway(double asked, bool earned)
    {
        var (learner, supervisor) = (Scenarios.Agent("lrn", 1, new Skill("a", 0.3)), Scenarios.Agent("sup", 1, new Skill("a", 0.9)));
        var known = new Agent("lrn", learner.Profile, AgentStatus.Active, Performance.None, 1) { Trainings = [new Training("a", 0.6, "sup", "pending/1", 0, 0)] };
        var busy = new Agent("sup", supervisor.Profile, AgentStatus.Active, Performance.None, 1);
        TaskDefinition[] tasks = [.. Enumerable.Range(0, 12).Select(i => Some.Task($"t{i:00}") with { Skills = [new SkillRequirement("a", asked)], EstimateSeconds = 60, TimeoutSeconds = 0 })];
        var history = Simulator.Run(new Scenario(
            [new SimulatedRun("r", Some.Workflow(tasks))], [learner with { Known = known }, supervisor with { Known = busy }], Policy.Default, 1, 0.1));
        history.Of<TaskAssigned>().Count(t => t.Event.Agent == "lrn").ShouldBeGreaterThan(2);
        history.Of<TrainingReviewed>().Any().ShouldBe(earned);
        history.Of<SkillEarned>().Any().ShouldBe(earned);
    }
}
