using Shouldly;
using Weft.Projections.Workflows;

namespace Weft.Projections.Tests.Workflows;

[Trait("Capability", "B2")]
public sealed class PlanRowTests : IAsyncLifetime
{
    private TestStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await TestStore.CreateAsync();

    public async ValueTask DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task a_run_without_milestones_needs_no_plan_and_one_with_them_knows_them_in_every_batch()
    {
        var definition = SimulatedRun.Definition(SimulatedRun.Task("a"), SimulatedRun.Task("b", "a"));
        var plain = new SimulatedRun("plain").Begin(definition);
        var marked = new SimulatedRun("marked").Begin(definition with { Milestones = [new("half", 1, ["a"])] });
        foreach (var run in new[] { plain, marked })
        {
            foreach (var told in run.Story)
            {
                await _store.AppendAsync("acme", run.Stream, [told]);
                await _store.CatchUpAsync();
            }
        }

        (await _store.AllAsync<PlanRow>("acme")).ShouldHaveSingleItem().Id.ShouldBe("marked");
        (await _store.AllAsync<TaskRow>("acme")).Select(t => $"{t.Id} {string.Join(' ', t.Milestones)}").Order(StringComparer.Ordinal)
            .ShouldBe(["marked/a half", "marked/b ", "plain/a ", "plain/b "]);
    }
}
