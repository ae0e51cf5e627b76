using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Weft.Application.Agents;
using Weft.Application.Coordination;
using Weft.Application.Workflows;
using Weft.Application.Workspaces;
using Weft.Contracts;
using Weft.Domain.Balancing;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;
using Weft.Domain.Workspaces;
using Weft.Integration.Tests.Door;
using Xunit;
using Work = Weft.Integration.Tests.Door.Work;

namespace Weft.Integration.Tests.Balancing;

/// <summary>Windows on a clock that the test moves, through the door and the store.</summary>
public sealed class WindowTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private int _windows;

    [Fact]
    [Trait("Capability", "L6")]
    public async Task pending_tasks_raise_a_trigger_in_the_second_window_and_clear_it_when_they_are_done()
    {
        await using var node = await StartAsync();
        await node.RegisterAsync("ada", Work.Profile(1));
        await node.BeginAsync("r", Work.Fork(7));
        var held = (await node.ClaimAsync("ada")).ShouldHaveSingleItem();
        await WindowAsync(node);
        (await CountAsync(node, "trigger_raised")).ShouldBe(0);
        await WindowAsync(node);
        (await TextAsync(node, "trigger_raised", "trigger")).ShouldBe("pending/2");
        (await TextAsync(node, "trigger_raised", "figure")).ShouldBe("6");
        await node.SubmitAsync(held, "ada");
        await node.RegisterAsync("ada", Work.Profile(7));
        foreach (var task in await node.ClaimAsync("ada", 7))
        {
            await node.SubmitAsync(task, "ada");
        }

        await WindowAsync(node);
        (await TextAsync(node, "trigger_cleared", "trigger")).ShouldBe("pending/2");
        _time.Advance(TimeSpan.FromSeconds(600));
        await node.SendAsync(new ChangeCapacity("ada", 9));
        (await CountAsync(node, "window_measured")).ShouldBe(_windows, "nothing is to be done and nothing stands");
    }

    /// <summary>Between two runs there is nothing to do; the window is still the same one.</summary>
    [Fact]
    [Trait("Capability", "L3")]
    public async Task a_window_holds_what_was_done_before_a_pause_in_it()
    {
        await using var node = await StartAsync();
        await node.RegisterAsync("ada", Work.Profile(1));
        var began = _time.GetUtcNow();
        for (var i = 0; i < 4; i++)
        {
            await node.BeginAsync($"r{i}", Work.Definition(Work.Task("only")));
            await node.SubmitAsync((await node.ClaimAsync("ada")).Single(), "ada");
            _time.Advance(TimeSpan.FromSeconds(i < 3 ? 10 : 30));
        }

        await Eventually.TrueAsync(async () => await CountAsync(node, "window_measured") == 1);
        (await node.QueryAsync<string>("select data -> 'agents' -> 0 ->> 'finished' from weft.mt_events where type = 'window_measured'")).ShouldBe("4");
        DateTimeOffset.Parse(await TextAsync(node, "window_measured", "from"), System.Globalization.CultureInfo.InvariantCulture).ShouldBe(began);
    }

    [Fact]
    [Trait("Capability", "L6")]
    public async Task a_shorter_window_ends_the_one_that_runs_and_a_longer_one_begins_after_it()
    {
        await using var node = await StartAsync(BalancingPolicy.Default with { WindowSeconds = 86_400 });
        await node.RegisterAsync("ada", Work.Profile(1));
        await node.BeginAsync("r", Work.Fork(2));
        _time.Advance(TimeSpan.FromSeconds(100));
        await node.SendAsync(new SetPolicy(new PolicyChange { Balancing = BalancingPolicy.Default }));
        _time.Advance(TimeSpan.FromSeconds(59));
        await node.SendAsync(new SetPolicy(new PolicyChange { Balancing = BalancingPolicy.Default with { WindowSeconds = 600 } }));
        (await CountAsync(node, "window_measured")).ShouldBe(0);
        _time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(async () => await CountAsync(node, "window_measured") == 1);
    }

    [Fact]
    [Trait("Capability", "L2")]
    [Trait("Capability", "L6")]
    public async Task what_a_run_would_not_give_out_raises_nothing_and_a_paused_run_needs_no_window()
    {
        await using var node = await StartAsync(BalancingPolicy.Default with { MaxAgents = 3 });
        await node.RegisterAsync("ada", Work.Profile(1));
        await node.BeginAsync("r", Work.Fork(20) with { Settings = Work.Settings with { ParallelAgents = 1 } });
        await WindowAsync(node);
        await WindowAsync(node);
        (await TextAsync(node, "window_measured", "pending")).ShouldBe("1");
        (await CountAsync(node, "trigger_raised") + await CountAsync(node, "agents_scaled")).ShouldBe(0);
        (await node.SendAsync(new PauseWorkflow("r", "lunch"))).Rejection.ShouldBeNull();
        _time.Advance(TimeSpan.FromSeconds(600));
        await node.SendAsync(new ChangeCapacity("ada", 9));
        (await CountAsync(node, "window_measured")).ShouldBe(_windows, "nothing can be given out");
    }

    [Fact]
    [Trait("Capability", "L9")]
    public async Task a_task_is_asked_back_from_a_slow_agent_and_goes_on_elsewhere_with_one_owner()
    {
        await using var node = await StartAsync();
        var (ada, bob) = await TwoHoldersAsync(node);
        await WindowAsync(node, () => SaveAsync(node, ada, "ada", 10), () => SaveAsync(node, bob, "bob", 60));
        await WindowAsync(node, () => SaveAsync(node, ada, "ada", 20), () => node.SubmitAsync(bob, "bob"));

        (await TextAsync(node, "trigger_raised", "trigger")).ShouldBe("pace/ada/2");
        (await node.QueryAsync<string>("select data -> 'kinds' -> 0 ->> 'family' from weft.mt_events where type = 'trigger_raised'")).ShouldBe("simple:", "the kind in which it is slow");
        (await TextAsync(node, "tasks_migrated", "trigger")).ShouldBe("pace/ada/2");
        (await CountAsync(node, "task_released")).ShouldBe(1);
        node.Door.PresenceOf(Node.Workspace).Renew("ada", new LeaseRef(ada.Workflow, ada.Task, ada.Token), []).ShouldBeFalse("its holder hears of it with the next sign of life");
        (await node.ClaimAsync("ada")).ShouldBeEmpty("it keeps away from where it was slow");
        var taken = (await node.ClaimAsync("bob")).ShouldHaveSingleItem();
        (taken.Task, taken.Checkpoint!.Percent).ShouldBe((ada.Task, 20));
        (await node.SendAsync(Work.Submit(ada, "ada"))).Rejection!.Code.ShouldBe("lease.stale-token");
        await node.SubmitAsync(taken, "bob");
        (await CountAsync(node, "workflow_completed")).ShouldBe(1);
    }

    [Fact]
    [Trait("Capability", "L1")]
    public async Task what_workers_tell_of_their_machines_is_in_the_window()
    {
        await using var node = await StartAsync();
        await node.RegisterAsync("ada", Work.Profile(1));
        await node.RegisterAsync("bob", Work.Profile(1));
        await node.BeginAsync("r", Work.Fork(1));
        node.Door.PresenceOf(Node.Workspace).Hear("ada", 0.5, 0.25);
        node.Door.PresenceOf(Node.Workspace).Hear("ada", 1, 0.25);
        await WindowAsync(node);
        (await node.QueryAsync<string>("select data -> 'agents' -> 0 ->> 'cpu' from weft.mt_events where type = 'window_measured'")).ShouldBe("0.75");
        (await node.QueryAsync<string>("select data -> 'agents' -> 0 ->> 'utilisation' from weft.mt_events where type = 'window_measured'")).ShouldBe("0.75");
        await WindowAsync(node, () => Task.FromResult(node.Door.PresenceOf(Node.Workspace)).ContinueWith(p => p.Result.Hear("ada", 0.9, 0), TaskScheduler.Default));
        (await TextAsync(node, "trigger_raised", "kind")).ShouldBe("Utilisation");
    }

    [Fact]
    [Trait("Capability", "L12")]
    public async Task a_skill_is_earned_by_supervised_tasks_that_the_supervisor_passes()
    {
        await using var node = await StartAsync(BalancingPolicy.Default with { Train = true });
        var tasks = Enumerable.Range(0, 12).Select(i => Work.Task($"t{i:00}") with { Skills = [new SkillRequirement("tuning", 0.5)], TimeoutSeconds = 0 });
        await node.RegisterAsync("ada", Work.Profile(1, null, new Domain.Agents.Skill("tuning", 0.9)));
        await node.RegisterAsync("bob", Work.Profile(1, null, new Domain.Agents.Skill("code", 0.9)));
        await node.BeginAsync("r", Work.Definition([.. tasks]));
        await node.ClaimAsync("ada");
        await WindowAsync(node);
        (await node.ClaimAsync("bob")).ShouldBeEmpty();
        await WindowAsync(node);
        (await TextAsync(node, "training_started", "supervisor")).ShouldBe("ada");
        for (var i = 0; i < Domain.Agents.Train.PassesNeeded; i++)
        {
            var task = (await node.ClaimAsync("bob")).ShouldHaveSingleItem();
            (await node.SendAsync(new ReviewTraining("bob", "tuning", "ada", "r", task.Task, 1, true))).Rejection!.Code.ShouldBe("training.not-its-work", "it is not handed in yet");
            await node.SubmitAsync(task, "bob");
            (await node.SendAsync(new ReviewTraining("bob", "tuning", "bob", "r", task.Task, 1, true))).Rejection!.Code.ShouldBe("training.not-supervisor");
            (await node.SendAsync(new ReviewTraining("bob", "tuning", "ada", "r", task.Task, 1, true))).Rejection.ShouldBeNull();
        }

        (await TextAsync(node, "skill_earned", "skill")).ShouldBe("tuning");
        (await node.SendAsync(new ReviewTraining("bob", "tuning", "ada", "r", "t00", 1, true))).Rejection!.Code.ShouldBe("training.unknown");
    }

    [Fact]
    [Trait("Capability", "V12")]
    public async Task a_place_is_held_back_for_urgent_work()
    {
        await using var node = await StartAsync(BalancingPolicy.Default with { ReservedShare = 0.5 });
        await node.RegisterAsync("ada", Work.Profile(2));
        await node.BeginAsync("surge", Work.Fork(5));
        (await node.ClaimAsync("ada", 2)).ShouldHaveSingleItem();
        (await node.ClaimAsync("ada", 2)).ShouldBeEmpty();
        await node.BeginAsync("urgent", Work.Definition(Work.Task("fix") with { Priority = 900 }));
        (await node.ClaimAsync("ada", 2)).ShouldHaveSingleItem().Task.ShouldBe("fix");
    }

    private async Task<Node> StartAsync(BalancingPolicy? balancing = null)
    {
        var node = await Node.StartAsync(_time);
        (await node.SendAsync(new SetPolicy(new PolicyChange { LeaseSeconds = 36_000, Balancing = balancing }))).Rejection.ShouldBeNull();
        return node;
    }

    private static async Task<(ClaimedTask Ada, ClaimedTask Bob)> TwoHoldersAsync(Node node)
    {
        await node.RegisterAsync("ada", Work.Profile(1));
        await node.RegisterAsync("bob", Work.Profile(1));
        await node.BeginAsync("r", Work.Definition([.. new[] { "a", "b" }.Select(n => Work.Task(n) with { EstimateSeconds = 100, TimeoutSeconds = 0 })]));
        var (ada, bob) = ((await node.ClaimAsync("ada")).Single(), (await node.ClaimAsync("bob")).Single());
        foreach (var (task, agent) in new[] { (ada, "ada"), (bob, "bob") })
        {
            (await node.SendAsync(new StartTask(task.Workflow, task.Task, new Holder(agent, task.Token)))).Rejection.ShouldBeNull();
        }

        return (ada, bob);
    }

    private static async Task SaveAsync(Node node, ClaimedTask task, string agent, double percent) =>
        (await node.SendAsync(new SaveCheckpoint(task.Workflow, task.Task, new Holder(agent, task.Token), "so far", null, percent))).Rejection.ShouldBeNull();

    /// <summary>Something happens in the last second of a window, and the window ends.</summary>
    private async Task WindowAsync(Node node, params Func<Task>[] before)
    {
        _time.Advance(TimeSpan.FromSeconds(59));
        foreach (var happens in before)
        {
            await happens();
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        _windows++;
        await Eventually.TrueAsync(async () => await CountAsync(node, "window_measured") == _windows);
    }

    private static Task<long> CountAsync(Node node, string type) => node.QueryAsync<long>($"select count(*) from weft.mt_events where type = '{type}'");

    private static Task<string> TextAsync(Node node, string type, string field) =>
        node.QueryAsync<string>($"select data ->> '{field}' from weft.mt_events where type = '{type}' order by seq_id limit 1");
}
