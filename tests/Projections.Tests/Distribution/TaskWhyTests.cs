using Shouldly;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;
using Weft.Projections.Distribution;
using Weft.Projections.Workflows;
using Xunit;

namespace Weft.Projections.Tests.Distribution;

[Trait("Capability", "Z2")]
public sealed class TaskWhyTests
{
    /// <summary>A task that is ready and waits for somebody has no assignment, though one is in the store already.</summary>
    [Fact]
    public async Task an_answer_is_of_one_moment()
    {
        await using var store = await TestStore.CreateAsync();
        var run = new SimulatedRun("w1").Begin(SimulatedRun.Definition(SimulatedRun.Task("a")));
        await store.AppendAsync("w", run);
        await store.CatchUpAsync();
        var known = run.Story.Count;
        run.Assign("a", "ada");
        await store.AppendAsync("w", run.Stream, run.Story.Skip(known));
        var before = await WhyAsync(store);
        (before.Task.Status, before.Given).ShouldBe((WorkStatus.Ready, null));
        before.Waits.ShouldNotBeEmpty();
        await store.CatchUpAsync();
        var after = await WhyAsync(store);
        (after.Task.Status, after.Given?.Agent).ShouldBe((WorkStatus.Assigned, "ada"));
    }

    private static async Task<TaskWhy> WhyAsync(TestStore store)
    {
        await using var moment = await Snapshot.OpenAsync(store.Store, store.Database, "w", [BoardProjection.BoardName], TestStore.Cancellation);
        return (await TaskWhyReader.ReadAsync(moment, Ledger.Empty, "w1", "a", SimulatedRun.Midnight, null!, TestStore.Cancellation)).ShouldNotBeNull();
    }
}
