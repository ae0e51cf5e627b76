using Shouldly;
using Weft.Domain.Agents;
using Xunit;

namespace Weft.Domain.Tests.Agents;

[Trait("Capability", "J3")]
public sealed class MeasureTests
{
    private static readonly AgentRegistered Registered =
        new("alice", new AgentProfile("Alice", [new Skill("a", 0.5), new Skill("b", 0.5)], null, AgentTier.Junior, 1, false, null, Deadlines.Default));

    [Fact]
    public void pace_follows_durations_slowly_and_failures_only_count()
    {
        var tally = Measure.Add(Performance.None, true, 20, 10);
        tally.ShouldBe(new Performance(1, 0, 1.2));
        Measure.Add(tally, false, 500, 10).ShouldBe(new Performance(1, 1, 1.2));
        Measure.Add(Performance.None, true, 20, 0).PaceRatio.ShouldBe(1);
        Measure.Add(Performance.None, true, 1e9, 1).PaceRatio.ShouldBe(20.8);
    }

    [Fact]
    public void skills_that_were_used_rise_with_success_and_fall_faster_with_failure()
    {
        var tally = new Performance(5, 0, 1);
        Given.Agent(Registered).When(a => Measure.Decide(a, tally, ["a"], 5, 0)).Then(new AgentMeasured(tally, [new Skill("a", 0.55), new Skill("b", 0.5)]));
        var failed = new Performance(0, 5, 1);
        Given.Agent(Registered).When(a => Measure.Decide(a, failed, ["a"], 0, 5)).Then(new AgentMeasured(failed, [new Skill("a", 0.3), new Skill("b", 0.5)]));
        Given.Agent(Registered).When(a => Measure.Decide(a, failed, ["a"], 0, 500)).ThenOne<AgentMeasured>().Skills[0].Level.ShouldBe(0);
    }

    [Fact]
    public void the_same_tally_twice_changes_nothing()
    {
        var tally = new Performance(5, 0, 1);
        Given.Agent(Registered, new AgentMeasured(tally, [])).When(a => Measure.Decide(a, tally, ["a"], 5, 0)).Nothing();
        Given.Agent().When(a => Measure.Decide(a, tally, ["a"], 5, 0)).Nothing();
        Given.Agent(Registered, new AgentLeft("x")).When(a => Measure.Decide(a, tally, ["a"], 5, 0)).Nothing();
    }
}
