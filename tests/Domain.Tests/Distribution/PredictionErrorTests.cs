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

    /// <summary>Otherwise whoever ends what others began would seem to have been predicted badly.</summary>
    [Theory]
    [InlineData(50, 50, 0)]
    [InlineData(50, 100, 1)]
    [InlineData(80, 5, 0.75)]
    [InlineData(100, 3, 2.99)]
    public void what_went_on_from_a_checkpoint_is_measured_against_the_part_that_was_left(double from, double took, double share)
    {
        var run = Run.Of(Some.Workflow(Some.Task("a"))).Do(s => Assign.Grant(s, "a", "ada", 3_600, Some.Reason with { PredictedSeconds = 100 }));
        var ada = new Holder("ada", run.State.Items["a"].Lease!.Token);
        run = run.Do(s => Work.Start(s, "a", ada)).Pass(900).Do(s => Work.SaveCheckpoint(s, "a", ada, "so far", null, from)).Do(s => Work.Release(s, "a", ada, "moved"))
            .Do(s => Assign.Grant(s, "a", "bob", 3_600, Some.Reason with { PredictedSeconds = 100 })).Pass(took);
        Handed(run, "bob").ShouldNotBeNull().Share.ShouldBe(share, 1e-9);
    }

    private static Run Given(double? predicted) => Run.Of(Some.Workflow(Some.Task("a"))).Do(s => Assign.Grant(s, "a", "ada", 30, Some.Reason with { PredictedSeconds = predicted }));

    private static PredictionError? Submitted(double? predicted, double took) => Handed(Given(predicted).Pass(took), "ada");

    private static PredictionError? Handed(Run run, string agent)
    {
        var done = Finish.Submit(run.State, "a", new Holder(agent, run.State.Items["a"].Lease!.Token), Some.Empty, run.Now).Events;
        return done.Select(e => PredictionError.Of(run.State, e, run.Now)).OfType<PredictionError>().SingleOrDefault();
    }
}
