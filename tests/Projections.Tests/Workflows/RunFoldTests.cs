using Shouldly;
using Weft.Domain.Audit;
using Weft.Domain.Metrics;
using Weft.Domain.Workflows;
using Weft.Projections.Metrics;

namespace Weft.Projections.Tests.Workflows;

public sealed class RunFoldTests
{
    public static IEnumerable<RunRecord> Runs() => Enumerable.Range(0, 150).Select(seed =>
        RunFold.Of(RandomRun.Play($"r{seed}", seed, 260).Story.Select(t => ((IWorkflowEvent)t.Event, t.At))));

    [Fact, Trait("Capability", "Y5"), Trait("Capability", "Y6"), Trait("Capability", "Y7"), Trait("Capability", "Y8")]
    public void the_parts_add_up_to_the_whole_in_any_run()
    {
        var parts = new HashSet<Spent>();
        foreach (var run in Runs())
        {
            var m = RunMetrics.Of(run);
            m.AgentTime.Split.Whole.ShouldBe(m.Wall * m.Crew.Places, $"agents' time of {run.Id}");
            m.TaskTime.Whole.ShouldBe(new TimeSpan(run.Of(WorkKind.Work).Sum(h => ((h.Segments is [.., { End: SegmentEnd.HandedIn } last] ? last.To!.Value : run.End) - run.Start).Ticks)), $"tasks' time of {run.Id}");
            parts.UnionWith(Enum.GetValues<Spent>().Where(p => m.AgentTime.Split[p] > TimeSpan.Zero));
            new TimeSpan(m.AgentTime.Scale.Sum(s => s.Wall.Ticks)).ShouldBe(m.Wall);
        }

        parts.Count.ShouldBe(Enum.GetValues<Spent>().Length, "every part should occur");
    }

    [Fact, Trait("Capability", "I12")]
    public void the_actual_path_has_no_gap_from_the_start_to_the_last_step()
    {
        foreach (var m in Runs().Select(r => RunMetrics.Of(r)).Where(m => !m.Path.IsEmpty))
        {
            m.Path[0].From.ShouldBe(m.Run.Start, $"start of {m.Run.Id}");
            m.Path.Zip(m.Path.Skip(1)).ShouldAllBe(p => p.First.To == p.Second.From);
            m.Path.ShouldAllBe(s => s.Waiting >= TimeSpan.Zero && s.Working >= TimeSpan.Zero);
            m.Coordination.ShouldBeLessThanOrEqualTo(m.Wall);
            m.Bounds.CriticalPath.ShouldBeLessThanOrEqualTo(m.Bounds.Work);
        }
    }

    [Fact, Trait("Capability", "Y1"), Trait("Capability", "B1")]
    public async Task a_record_folded_from_events_alone_equals_the_one_of_the_read_models()
    {
        await using var store = await TestStore.CreateAsync();
        var runs = Enumerable.Range(0, 12).Select(seed => RandomRun.Play($"r{seed}", seed, 200)).ToArray();
        foreach (var run in runs)
        {
            await store.AppendAsync("acme", run);
        }

        await store.CatchUpAsync();
        foreach (var run in runs)
        {
            await using var session = store.Store.QuerySession("acme");
            var kept = await RunRecords.LoadAsync(session, run.Id, TestStore.Cancellation);
            var folded = RunFold.Of(run.Story.Select(t => ((IWorkflowEvent)t.Event, t.At)));
            StateHash.Of(kept).ShouldBe(StateHash.Of(folded), $"record of {run.Id}");
        }
    }
}
