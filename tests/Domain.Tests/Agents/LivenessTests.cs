using Shouldly;
using Weft.Domain.Agents;
using Xunit;

namespace Weft.Domain.Tests.Agents;

[Trait("Capability", "V1")]
public sealed class LivenessTests
{
    private static readonly AgentRegistered Registered =
        new("alice", new AgentProfile("Alice", [], null, AgentTier.Junior, 1, false, null, new Deadlines(10, 30)));

    [Fact]
    public void silence_makes_an_agent_suspect_then_lost_and_never_too_early()
    {
        Given.Agent(Registered).When(a => Liveness.Judge(a, 9.9)).Nothing();
        Given.Agent(Registered).When(a => Liveness.Judge(a, 10)).Then(new AgentSuspected(10));
        var suspect = Given.Agent(Registered, new AgentSuspected(10));
        suspect.When(a => Liveness.Judge(a, 29.9)).Nothing();
        suspect.When(a => Liveness.Judge(a, 30)).Then(new AgentLost(30));
        suspect.And(new AgentLost(30)).When(a => Liveness.Judge(a, 300)).Nothing();
        Given.Agent(Registered).When(a => Liveness.Judge(a, 30)).Then(new AgentLost(30));
    }

    [Fact]
    public void an_agent_that_is_heard_of_again_recovers_and_one_that_was_never_away_does_not()
    {
        Given.Agent(Registered).When(Liveness.Hear).Nothing();
        Given.Agent(Registered, new AgentSuspected(10)).When(Liveness.Hear).Then(new AgentRecovered("Suspect"));
        var lost = Given.Agent(Registered, new AgentLost(30));
        lost.When(Liveness.Hear).Then(new AgentRecovered("Lost"));
        lost.State!.TakesWork.ShouldBeFalse();
        lost.And(new AgentRecovered("Lost")).State!.Status.ShouldBe(AgentStatus.Active);
    }

    /// <summary>Asking shows that it is there; only what finishes and goes is told to come back first.</summary>
    [Fact]
    [Trait("Capability", "D2")]
    public void who_asks_for_something_new_is_heard_of_unless_it_drains_or_has_left()
    {
        Given.Agent(Registered).When(a => Liveness.Ask(a, "alice")).Nothing();
        Given.Agent(Registered, new AgentSuspected(10)).When(a => Liveness.Ask(a, "alice")).Then(new AgentRecovered("Suspect"));
        Given.Agent(Registered, new AgentLost(30)).When(a => Liveness.Ask(a, "alice")).Then(new AgentRecovered("Lost"));
        var draining = Given.Agent(Registered, new AgentDraining("night"));
        draining.When(a => Liveness.Ask(a, "alice")).Rejects("agent.not-taking-work").Facts["agentStatus"].ShouldBe("draining");
        draining.And(new AgentLost(30)).When(a => Liveness.Ask(a, "alice")).Rejects("agent.not-taking-work");
        Given.Agent(Registered, new AgentLeft("done")).When(a => Liveness.Ask(a, "alice")).Rejects("agent.not-taking-work").Facts["agentStatus"].ShouldBe("left");
        Given.Agent().When(a => Liveness.Ask(a, "alice")).Rejects("agent.unknown");
    }

    [Fact]
    [Trait("Capability", "G2")]
    public void a_draining_agent_can_be_lost_and_comes_back_draining()
    {
        var draining = Given.Agent(Registered, new AgentDraining("night"));
        draining.When(a => Liveness.Judge(a, 20)).Nothing();
        draining.When(a => Liveness.Judge(a, 30)).Then(new AgentLost(30));
        draining.And(new AgentLost(30), new AgentRecovered("Lost")).State!.Status.ShouldBe(AgentStatus.Draining);
    }

    [Fact]
    public void who_never_was_or_has_left_is_not_judged()
    {
        Given.Agent().When(a => Liveness.Judge(a, 1_000)).Nothing();
        Given.Agent().When(Liveness.Hear).Nothing();
        Given.Agent(Registered, new AgentLeft("done")).When(a => Liveness.Judge(a, 1_000)).Nothing();
        Given.Agent(Registered, new AgentLeft("done")).When(Liveness.Hear).Nothing();
    }

    [Fact]
    public void nothing_happens_to_an_agent_before_it_is_registered() =>
        Should.Throw<InvalidOperationException>(() => Given.Agent(new AgentLost(30)));
}
