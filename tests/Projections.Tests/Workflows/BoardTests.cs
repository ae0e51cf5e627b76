using Shouldly;
using Weft.Domain.Workflows;
using Weft.Projections.Agents;
using Weft.Projections.Workflows;

namespace Weft.Projections.Tests.Workflows;

public sealed class BoardTests : IAsyncLifetime
{
    private TestStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await TestStore.CreateAsync();

    public async ValueTask DisposeAsync() => await _store.DisposeAsync();

    [Fact, Trait("Capability", "B2")]
    public async Task rows_stand_where_the_domain_stands_after_any_history()
    {
        var runs = Enumerable.Range(0, 40).Select(seed => RandomRun.Play($"r{seed}", seed, 250)).ToArray();
        foreach (var run in runs)
        {
            // In pieces, so that batches begin in the middle of a run.
            foreach (var piece in run.Story.Chunk(97))
            {
                await _store.AppendAsync("acme", run.Stream, piece);
            }
        }

        await _store.CatchUpAsync();
        var tasks = (await _store.AllAsync<TaskRow>("acme")).ToLookup(t => t.Workflow);
        var gates = (await _store.AllAsync<GateRow>("acme")).ToLookup(t => t.Workflow);
        foreach (var run in runs)
        {
            tasks[run.Id].Select(Shown).Order().ShouldBe(run.State.Items.Values.Select(Shown).Order(), $"tasks of {run.Id}");
            gates[run.Id].Select(g => (g.Gate, g.Status, g.Run)).Order().ShouldBe(run.State.Gates.Values.Select(g => (g.Name, g.Status, g.Run)).Order(), $"gates of {run.Id}");
            var flow = (await _store.LoadAsync<WorkflowRow>("acme", run.Id)).ShouldNotBeNull();
            Agrees(flow, run.State);
        }

        runs.SelectMany(r => r.Story).Select(t => t.Event.GetType()).Distinct().Count().ShouldBeGreaterThan(34, "the histories should hold nearly every event there is");
    }

    private static string Shown(TaskRow t) => $"{t.Task} {t.Kind} {t.Status} #{t.Attempt} held by {t.Holder}/{t.Token} v{t.Version} {t.MergeFailed} {t.ConflictId} {t.Checkpoint} {t.Failures}";

    private static string Shown(WorkItem t) =>
        $"{t.Name} {t.Kind} {t.Status} #{t.Attempt} held by {t.Lease?.Agent}/{t.Lease?.Token} v{t.Version} {t.MergeFailed} {t.ConflictId} {t.Checkpoint?.Name} {t.Failures}";

    private static void Agrees(WorkflowRow flow, Workflow state)
    {
        flow.Status.ShouldBe(state.Status);
        flow.Version.ShouldBe(state.Version);
        flow.Head.ShouldBe(state.Head);
        flow.Milestones.Select(m => (m.Name, m.Left, m.ReachedAt is not null)).ShouldBe(flow.Milestones.Select(m => state.Milestones[m.Name]).Select(m => (m.Definition.Name, m.Left, m.Reached)));
        var work = state.Items.Values.Where(i => i.Kind == WorkKind.Work).ToArray();
        flow.Tasks.Total.ShouldBe(work.Length);
        flow.Tasks.Completed.ShouldBe(work.Count(i => i.IsDone));
        flow.Tasks.Ready.ShouldBe(work.Count(i => i.Status == WorkStatus.Ready));
        flow.OpenConflicts.ShouldBe(work.Count(i => i.Status == WorkStatus.Conflicted));
        flow.Stages.Sum(s => s.Done).ShouldBe(flow.Tasks.Completed);
    }

    [Fact, Trait("Capability", "H9"), Trait("Capability", "F3")]
    public async Task percentage_follows_weighted_milestones_and_the_progress_of_their_tasks()
    {
        var definition = SimulatedRun.Definition(SimulatedRun.Task("a"), SimulatedRun.Task("b")) with
        {
            Gates = [new("g", ["a", "b"], [], 0)],
            Milestones = [new("m1", 1, ["a"]), new("m2", 3, ["b", "g"])],
        };
        var run = new SimulatedRun("w").Begin(definition).At(1).Take("a", "ada").At(5).Submit("a").At(6).Take("b", "bob");
        run.Tell(Work.SaveCheckpoint(run.State, "b", run.Holder("b"), "half", null, 50));
        await _store.AppendAsync("acme", run);
        await _store.CatchUpAsync();
        var flow = (await _store.LoadAsync<WorkflowRow>("acme", "w"))!;
        flow.Percent.ShouldBe(43.75);
        flow.Milestones.Single(m => m.Name == "m1").ReachedAt.ShouldBe(SimulatedRun.Midnight.AddSeconds(5));
    }

    [Fact, Trait("Capability", "G2")]
    public async Task an_agents_row_tells_what_it_holds_and_has_done()
    {
        var run = new SimulatedRun("w").Begin(SimulatedRun.Definition(SimulatedRun.Task("a"), SimulatedRun.Task("b"), SimulatedRun.Task("c")))
            .At(1).Take("a", "ada").Take("b", "ada").At(4).Submit("a").At(6).Fail("b").At(7).Take("c", "ada");
        await _store.AppendAsync("acme", run);
        await _store.CatchUpAsync();
        var ada = (await _store.LoadAsync<AgentRow>("acme", "ada"))!;
        ada.Held.Select(h => h.Task).ShouldBe(["c"]);
        (ada.Finished, ada.Failed, ada.BusyMs).ShouldBe((1, 1, 3000 + 5000));
    }

    [Fact, Trait("Capability", "E2")]
    public async Task one_workspace_sees_nothing_of_another()
    {
        await _store.AppendAsync("acme", new SimulatedRun("w").Begin(SimulatedRun.Definition(SimulatedRun.Task("a"))));
        await _store.AppendAsync("evil", new SimulatedRun("w").Begin(SimulatedRun.Definition(SimulatedRun.Task("b"), SimulatedRun.Task("c"))).At(1).Take("b", "eve"));
        await _store.CatchUpAsync();
        (await _store.AllAsync<TaskRow>("acme")).Select(t => t.Task).ShouldBe(["a"]);
        (await _store.AllAsync<TaskRow>("evil")).Select(t => t.Task).Order().ShouldBe(["b", "c"]);
        (await _store.LoadAsync<WorkflowRow>("acme", "w"))!.TaskCount.ShouldBe(1);
        (await _store.AllAsync<AgentRow>("acme")).ShouldBeEmpty();
    }
}
