using Shouldly;
using Weft.Domain.Distribution;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Distribution;

[Trait("Capability", "K4")]
public sealed class PredictionErrorTests
{
    [Theory]
    [InlineData(10.0, 15, 0.5)]
    [InlineData(10.0, 10, 0)]
    [InlineData(20.0, 5, 0.75)]
    [InlineData(0.5, 3, 2.5)]
    [InlineData(1.0, 3600, 100)]
    public void it_is_the_difference_as_a_share_of_what_was_predicted(double predicted, double took, double share)
    {
        var error = Submitted(predicted, took).ShouldNotBeNull();
        (error.Family, error.Share).ShouldBe(("simple:", share));
    }

    [Fact]
    public void what_nobody_predicted_or_what_failed_has_none()
    {
        Submitted(null, 10).ShouldBeNull();
        var run = Given(10);
        var failed = Finish.Fail(run.State, "a", new Holder("ada", run.State.Items["a"].Lease!.Token), "broken", null, null, run.Now).Events;
        failed.Select(e => PredictionError.Of(run.State, e, run.Now)).ShouldAllBe(e => e == null);
    }

    private static Run Given(double? predicted) => Run.Of(Some.Workflow(Some.Task("a"))).Do(s => Assign.Grant(s, "a", "ada", 30, Some.Reason with { PredictedSeconds = predicted }));

    private static PredictionError? Submitted(double? predicted, double took)
    {
        var run = Given(predicted).Pass(took);
        var done = Finish.Submit(run.State, "a", new Holder("ada", run.State.Items["a"].Lease!.Token), Some.Empty, run.Now).Events;
        return done.Select(e => PredictionError.Of(run.State, e, run.Now)).OfType<PredictionError>().SingleOrDefault();
    }
}
