using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Distribution;

[Trait("Capability", "L12")]
public sealed class SupervisionTests
{
    private static readonly Run Alone = Run.Of(Some.Workflow(Some.Task("a") with { Skills = [new SkillRequirement("tuning", 0.2)] })).Complete("a", "bob");
    private static readonly AgentRegistered Joined = new("bob", new("bob", [new Skill("tuning", 0.3)], null, AgentTier.Senior, 1, false, null, Deadlines.Default));
    private static readonly History<Agent, IAgentEvent> Learning = Given.Agent(Joined, new TrainingStarted("tuning", 0.6, "ada", "pending/2"));

    /// <summary>Else a skill would be earned without one supervised task.</summary>
    [Fact]
    public void what_it_did_by_itself_is_no_practice() => Check(Learning).ShouldNotBeNull().Code.ShouldBe("training.not-its-work");

    [Fact]
    public void what_it_handed_in_for_practice_is_judged_by_its_supervisor_alone()
    {
        var handedIn = Learning.And(new PracticeHandedIn("tuning", "w1", "a", 1));
        Check(handedIn).ShouldBeNull();
        Check(handedIn, "cyd").ShouldNotBeNull().Code.ShouldBe("training.not-supervisor");
    }

    [Fact]
    public void what_was_judged_is_answered_by_its_verdict_when_no_training_runs_any_more()
    {
        var judged = Learning.And(new PracticeHandedIn("tuning", "w1", "a", 1), new TrainingReviewed("tuning", "w1/a/1", true, "ada"), new SkillEarned("tuning", 0.6));
        Check(judged).ShouldBeNull();
        Check(Given.Agent(Joined)).ShouldNotBeNull().Code.ShouldBe("training.unknown");
    }

    private static Rejection? Check(History<Agent, IAgentEvent> learner, string by = "ada") => Supervision.Check(learner.State!, "tuning", by, Alone.State, "a", 1);
}
