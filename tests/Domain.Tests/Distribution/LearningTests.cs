using System.Collections.Immutable;
using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Distribution;

[Trait("Capability", "K4")]
public sealed class LearningTests
{
    /// <summary>Otherwise whoever ends what others began would be thought quick.</summary>
    [Fact]
    public void a_task_that_went_on_from_a_checkpoint_teaches_how_long_all_of_it_takes()
    {
        var learning = new Learning();
        for (var i = 0; i < Measure.Every; i++)
        {
            var run = Run.Of(Some.Workflow(Some.Task("a") with { EstimateSeconds = 100 })).Do(s => Assign.Grant(s, "a", "ada", 3_600, Some.Reason));
            var ada = new Holder("ada", run.State.Items["a"].Lease!.Token);
            run = run.Do(s => Work.Start(s, "a", ada)).Pass(60).Do(s => Work.SaveCheckpoint(s, "a", ada, "half", null, 50)).Do(s => Work.Release(s, "a", ada, "moved"))
                .Do(s => Assign.Grant(s, "a", "bob", 3_600, Some.Reason));
            var bob = new Holder("bob", run.State.Items["a"].Lease!.Token);
            run = run.Do(s => Work.Start(s, "a", bob)).Pass(40);
            var done = Finish.Submit(run.State, "a", bob, Some.Empty, run.Now);
            done.Rejection.ShouldBeNull();
            foreach (var happened in done.Events)
            {
                learning.Note(run.State, happened, run.Now);
            }
        }

        var learnt = learning.Learn(ImmutableDictionary<string, Agent>.Empty).ToList().ShouldHaveSingleItem();
        (learnt.Agent, learnt.Succeeded).ShouldBe(("bob", Measure.Every));
        learnt.Baselines.ShouldHaveSingleItem().Ratio.ShouldBe(0.8, 1e-9, "40 s for half of it");
    }
}
