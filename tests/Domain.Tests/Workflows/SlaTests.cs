using Shouldly;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Workflows;

[Trait("Capability", "N1")]
[Trait("Capability", "N2")]
[Trait("Capability", "N3")]
public sealed class SlaTests
{
    private static readonly SlaPolicy Usual = SlaPolicy.Default;

    [Theory]
    [InlineData(Complexity.Simple, 30 * 60)]
    [InlineData(Complexity.Moderate, 4 * 3_600)]
    [InlineData(Complexity.Complex, 2 * 86_400)]
    public void the_usual_times_of_the_classes(Complexity complexity, double seconds) => Usual.Seconds(complexity).ShouldBe(seconds);

    [Fact]
    public void a_warning_at_four_fifths_and_a_breach_at_the_limit_once_each()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")));
        var since = run.State.Items["a"].ClockSince.ShouldNotBeNull();
        run.When(s => Sla.Judge(s, "a", Usual, since.AddSeconds(1_439))).Nothing();
        run.When(s => Sla.Judge(s, "a", Usual, since.AddSeconds(1_440))).Then(new SlaWarned("a", Complexity.Simple, since, 1_800));
        run.Do(s => Sla.Judge(s, "a", Usual, since.AddSeconds(1_440)));
        run.When(s => Sla.Judge(s, "a", Usual, since.AddSeconds(1_441))).Nothing();
        run.When(s => Sla.Judge(s, "a", Usual, since.AddSeconds(1_800))).Then(new SlaBreached("a", Complexity.Simple, since, 1_800));
        run.Do(s => Sla.Judge(s, "a", Usual, since.AddSeconds(1_800)));
        run.When(s => Sla.Judge(s, "a", Usual, since.AddSeconds(9_999))).Nothing();
        Sla.Next(run.State.Items["a"], Usual).ShouldBeNull();
    }

    [Fact]
    public void a_clock_that_rang_late_says_both() => Run.Of(Some.Workflow(Some.Task("a"))).When(s => Sla.Judge(s, "a", Usual, Times.Start.AddDays(1)))
        .ThenTypes(typeof(SlaWarned), typeof(SlaBreached));

    [Fact]
    public void what_is_not_ready_or_done_has_no_clock()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a"), Some.Task("b", "a")));
        run.When(s => Sla.Judge(s, "b", Usual, Times.Start.AddDays(9))).Nothing();
        run.Do(s => Assign.Grant(s, "a", "ada", 30, Some.Reason));
        var token = run.State.Items["a"].Lease!.Token;
        run.Do(s => Work.Release(s, "a", new Holder("ada", token), "later"));
        run.State.Items["a"].ClockSince.ShouldBe(run.History.First(h => h.Event is TaskReadied).Stamp.At, "the clock runs on through waits");
        run.Do(s => Assign.Grant(s, "a", "ada", 30, Some.Reason));
        run.Do(s => Finish.Submit(s, "a", new Holder("ada", run.State.Items["a"].Lease!.Token), Some.Empty, run.Now));
        run.When(s => Sla.Judge(s, "a", Usual, Times.Start.AddDays(9))).Nothing();
    }

    [Theory]
    [InlineData(0, 1, 1, 0.8)]
    [InlineData(1, double.NaN, 1, 0.8)]
    [InlineData(1, 1, 1, 1)]
    [InlineData(1, 1, -1, 0.5)]
    public void times_that_mean_nothing_are_refused(double simple, double moderate, double complex, double warnAt) =>
        SlaPolicy.Check(new SlaPolicy(simple, moderate, complex, warnAt))!.Code.ShouldBe("policy.bad-sla");
}
