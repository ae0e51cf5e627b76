using Shouldly;
using Weft.Domain.Causality;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;
using Weft.Projections.Agents;
using Weft.Projections.Metrics;

namespace Weft.Projections.Tests.Distribution;

[Trait("Capability", "K4")]
public sealed class PredictionErrorTests
{
    [Fact]
    public async Task the_report_says_what_the_meter_says_after_any_history()
    {
        await using var store = await TestStore.CreateAsync();
        var errors = new List<(string Agent, PredictionError Error)>();
        var resumed = 0;
        foreach (var seed in Enumerable.Range(0, 60))
        {
            var run = RandomRun.Play($"r{seed}", seed, 250);
            var story = run.Story.Select((t, i) => t.Event is TaskAssigned e ? t with { Event = e with { Why = e.Why with { PredictedSeconds = 0.5 + (i % 9), FoundSkills = i % 3 == 0 ? ["found"] : null } } } : t).ToList();
            Workflow? state = null;
            foreach (var (told, i) in story.Select((t, i) => (t, i)))
            {
                if (state is not null && PredictionError.Of(state, told.Event, told.At) is { } error)
                {
                    var lease = HandIn.Of(state, told.Event)!.Value.Lease;
                    errors.Add((lease.Agent, error));
                    resumed += lease.From > 0 ? 1 : 0;
                }

                state = WorkflowEvolve.Evolve(state, (IWorkflowEvent)told.Event, new Stamp(i + 1, told.At, Dot.None));
            }

            await store.AppendAsync("acme", run.Stream, story);
        }

        await store.CatchUpAsync();
        resumed.ShouldBeGreaterThan(5, "some should have gone on from a checkpoint");
        errors.ShouldContain(e => e.Error.Family.EndsWith(":found", StringComparison.Ordinal), "some should have skills that the map knew");
        (await store.AllAsync<AgentRow>("acme")).Where(a => a.Predicted > 0).Select(a => (a.Id, a.Predicted, a.PredictionErrors)).Order()
            .ShouldBe(errors.GroupBy(e => e.Agent).Select(g => (g.Key, g.Count(), g.Sum(e => Thousandths(e.Error)))).Order());
        (await store.AllAsync<FamilyRow>("acme")).Where(f => f.Predicted > 0).Select(f => (f.Id, f.Predicted, f.Errors)).Order()
            .ShouldBe(errors.GroupBy(e => e.Error.Family).Select(g => (g.Key, g.Count(), g.Sum(e => Thousandths(e.Error)))).Order());
    }

    private static long Thousandths(PredictionError error) => (long)Math.Round(1_000 * error.Share);
}
