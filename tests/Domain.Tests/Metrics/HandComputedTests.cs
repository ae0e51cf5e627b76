using Shouldly;
using Weft.Domain.Metrics;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Metrics;

/// <summary>Runs small enough to be computed on paper; the figures must be the paper's.</summary>
public sealed class HandComputedTests
{
    private static Recorded ForkJoin() => new(Some.Workflow(Some.Task("a"), Some.Task("b"), Some.Task("c", "a", "b")));

    private static Recorded WithTwo() => ForkJoin()
        .At(0.5).Grant("a", "ada").Grant("b", "bob").At(1).Start("a").Start("b").At(5).Done("a").At(7).Done("b").At(7.5).Grant("c", "ada").At(8).Start("c").At(10).Done("c");

    private static Recorded WithOne() => ForkJoin().Take("a", "ada").At(4).Done("a").Take("b", "ada").At(10).Done("b").Take("c", "ada").At(12).Done("c");

    [Fact, Trait("Capability", "Y1"), Trait("Capability", "Y2"), Trait("Capability", "Y3"), Trait("Capability", "Y4")]
    public void a_fork_join_of_two_agents()
    {
        var m = WithTwo().Metrics();
        Seconds(m.Wall, m.Bounds.Work, m.Bounds.CriticalPath).ShouldBe([10, 12, 8]);
        m.Crew.Places.ShouldBe(2);
        (m.Bounds.TheoreticalMaximum, m.Speedup, m.Efficiency, m.Scalability).ShouldBe((1.5, 1.2, 1.2 / 1.5, 0.6));
        m.ConflictFree.ShouldBe(1);
        m.AgentTime.Scale.Select(s => (s.Busy, s.Wall.TotalSeconds, s.Work.TotalSeconds)).ShouldBe([(0, 2, 0), (1, 4, 4), (2, 4, 8)]);
    }

    [Fact, Trait("Capability", "Y5"), Trait("Capability", "Y6")]
    public void waiting_and_communicating_in_that_fork_join()
    {
        var m = WithTwo().Metrics();
        Parts(m.AgentTime.Split).ShouldBe("Working 12, Synchronisation 2, Communication 2, Dependency 4");
        Parts(m.TaskTime).ShouldBe("Working 12, Synchronisation 1.5, Communication 1.5, Dependency 7");
        m.Coordination.TotalSeconds.ShouldBe(2);
        m.Path.Select(Shown).ShouldBe(["b Start 1+6", "c Needs 1+2"]);
    }

    [Fact, Trait("Capability", "Y7"), Trait("Capability", "Y8"), Trait("Capability", "I12")]
    public void merges_a_conflict_and_a_gate()
    {
        var definition = Some.Workflow(Some.Task("a"), Some.Task("b"), Some.Task("c", "g")).With(Some.Gate("g", ["a", "b"], ["unit"]));
        var m = new Recorded(definition, repository: true)
            .Take("a", "ada").Take("b", "bob").At(4).Submit("a").At(5).Take("merge.a.1", "max").At(6).Merged("a")
            .At(8).Submit("b").Take("merge.b.1", "max").At(9).Conflicted("b").At(12).Answered("b").Take("merge.b.1", "max").At(13).Merged("b")
            .Take("check.g.unit.1", "ada").At(16).Done("check.g.unit.1").Take("c", "ada").At(20).Done("c").Metrics();
        Seconds(m.Wall, m.Bounds.Work, m.Bounds.CriticalPath).ShouldBe([20, 19, 15]);
        m.Bounds.TheoreticalMaximum.ShouldBe(19 / 15.0);
        m.ConflictFree.ShouldBe(2 / 3.0, 1e-12);
        Parts(m.AgentTime.Split).ShouldBe("Working 16, Communication 6, Resolving 6, Validation 6, Dependency 6");
        Parts(m.TaskTime).ShouldBe("Working 16, Synchronisation 1, Communication 3, Resolving 3, Validation 3, Dependency 13");
        m.Path.Select(Shown).ShouldBe(["b Start 0+8", "merge.b.1 Needs 0+1", "b Merge 0+3", "merge.b.1 Needs 0+1", "check.g.unit.1 Needs 0+3", "c Needs 0+4"]);
        m.Coordination.TotalSeconds.ShouldBe(2);
    }

    [Fact, Trait("Capability", "Y5")]
    public void a_failed_attempt_is_rework_and_a_pause_is_nobodys_fault()
    {
        var run = new Recorded(Some.Workflow(Some.Task("a"))).Take("a", "ada").At(3).Failed("a").At(5);
        run.Do(s => Work.Wake(s, "a", 2, run.Now)).At(5.5).Do(s => Control.Pause(s, "lunch")).At(6).Do(s => Control.Resume(s, run.Now));
        var m = run.Take("a", "ada").At(10).Done("a").Metrics();
        Parts(m.AgentTime.Split).ShouldBe("Working 4, Rework 3, Synchronisation 2.5, Paused 0.5");
        Parts(m.TaskTime).ShouldBe("Working 4, Rework 3, Synchronisation 2.5, Paused 0.5");
        m.Path.Select(Shown).ShouldBe(["a Start 0+3", "a Again 3+4"]);
        m.Coordination.TotalSeconds.ShouldBe(2.5);
    }

    [Fact, Trait("Capability", "Y4")]
    public void the_same_work_with_one_and_with_two()
    {
        var (one, two) = (WithOne().Metrics(), WithTwo().Metrics());
        one.Coordination.ShouldBe(TimeSpan.Zero);
        one.Path.Select(Shown).ShouldBe(["a Start 0+4", "b Agent 0+6", "c Needs 0+2"]);
        var c = RunComparison.Of(one, two);
        (c.Speedup, c.TheoreticalMaximum, c.Efficiency, c.Scalability).ShouldBe((1.2, 1.5, 1.2 / 1.5, 0.6));
    }

    [Fact, Trait("Capability", "Y1")]
    public void a_rare_skill_bounds_the_maximum()
    {
        var rare = Some.Task("x1") with { Skills = [new("x", 0.5)] };
        var m = new Recorded(Some.Workflow(rare, rare with { Name = "x2" }, Some.Task("y") with { Skills = [new("y", 0.5)] }))
            .Take("x1", "ada").Take("y", "bob").At(5).Done("x1").Done("y").Take("x2", "ada").At(10).Done("x2");
        (m.Metrics().Bounds.TheoreticalMaximum, m.Metrics().Efficiency).ShouldBe((1.5, 1));
        // Had bob declared it as well, the work could have been spread.
        m.Metrics(("bob", ["x", "y"])).Bounds.TheoreticalMaximum.ShouldBe(2);
    }

    [Fact, Trait("Capability", "I11"), Trait("Capability", "I12")]
    public void stages_parallel_and_sequential()
    {
        var definition = Some.Workflow(Some.Task("a"), Some.Task("b"), Some.Task("c", "a", "b") with { Stage = "docs" }) with
        {
            Stages = [new("stage", StageMode.Parallel), new("docs", StageMode.Sequential)],
        };
        var m = new Recorded(definition).Take("a", "ada").Take("b", "bob").At(4).Done("a").At(6).Done("b").At(7).Take("c", "ada").At(10).Done("c").Metrics();
        m.Stages.Select(s => (s.Stage, s.Tasks, s.Work.TotalSeconds, s.Wall.TotalSeconds, s.Waiting.TotalSeconds, s.Places)).ShouldBe(
            [("stage", 2, 10, 6, 0, 2), ("docs", 1, 3, 4, 1, 1)]);
        (m.Stages[0].Parallelism, m.Stages[0].Efficiency, m.Stages[1].Parallelism).ShouldBe((10 / 6.0, 10 / 6.0 / 2, 0.75));
        StageFigures.Slowest(m.Stages).ShouldBe("stage");
    }

    [Fact, Trait("Capability", "Y9"), Trait("Capability", "Y10"), Trait("Capability", "Y11"), Trait("Capability", "Y12")]
    public void usage_is_summed_by_agent_and_its_spread_is_told()
    {
        var m = new Recorded(Some.Workflow(Some.Task("a"), Some.Task("b"), Some.Task("c"))).Take("a", "ada").Take("b", "bob").At(4)
            .Done("a", new ResourceUsage(4000, 1000, 100, 5, 6, 7, [])).Done("b", new ResourceUsage(4000, 3000, 300, null, null, null, []))
            .Take("c", "bob").At(6).Done("c", new ResourceUsage(2000, 0, 200, 1, null, null, [])).Metrics();
        m.Costs.ShouldBe([new("ada", 1, 4000, 1000, 100, 5, 6, 7), new("bob", 2, 6000, 3000, 300, 1, null, null)]);
        (m.CpuMs, m.WaitingMs, m.GateCpuMs).ShouldBe((4000, 3000 + 1000 + 2000, 0));
        Spread.Of(m.Costs.Select(c => (double?)c.CpuMs)).ShouldBe(new Spread(4000, 2000, 1000, 3000, 0.5, 0.25));
        Spread.Of(m.Costs.Select(c => (double?)c.NetworkBytes)).ShouldBe(new Spread(7, 7, 7, 7, 0, 0));
        Spread.Of([null]).ShouldBeNull();
    }

    private static double[] Seconds(params TimeSpan[] spans) => [.. spans.Select(s => s.TotalSeconds)];

    private static string Shown(PathStep s) => FormattableString.Invariant($"{s.Stint.Task} {s.Because} {s.Waiting.TotalSeconds}+{s.Working.TotalSeconds}");

    private static string Parts(Split split) => string.Join(", ", Enum.GetValues<Spent>().Where(p => split[p] > TimeSpan.Zero).Select(p => FormattableString.Invariant($"{p} {split[p].TotalSeconds}")));
}
