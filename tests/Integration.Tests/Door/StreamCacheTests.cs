using System.Collections.Immutable;
using Shouldly;
using Weft.Application.Coordination;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Causality;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Integration.Tests.Door;

/// <summary>What the owner's memory forgets when it grows too large, and what it never does.</summary>
[Trait("Capability", "Z1")]
public sealed class StreamCacheTests
{
    private const int Large = 999;
    private readonly StreamCache _cache = new();

    [Fact]
    public void runs_weigh_as_much_as_they_have_tasks()
    {
        var (small, large) = (Ended(1), Ended(Large));
        Keep("small-", small, 2_000);
        Held("small-", 2_000).ShouldBe(2_000);
        Keep("large-", large, 8);
        (Held("small-", 2_000), Held("large-", 8)).ShouldBe((2_000, 8), "2 000 × 2 and 8 × 1 000 just fit");
        Keep("more-", small, 1);
        Held("small-", 2_000).ShouldBe(0, "half of it goes: what was longest not used");
        Held("large-", 8).ShouldBe(6);
        _cache.Holds("more-0").ShouldBeTrue();
    }

    [Fact]
    public void what_was_used_least_recently_goes_first()
    {
        var large = Ended(Large);
        Keep("run-", large, 12);
        Enumerable.Range(0, 6).ToList().ForEach(i => _cache.Use($"run-{i}"));
        _cache.Peek("run-6");
        Keep("one-more-", large, 1);
        Enumerable.Range(0, 12).Where(i => _cache.Holds($"run-{i}")).ShouldBe([0, 1, 2, 3, 4, 5]);
        _cache.Holds("one-more-0").ShouldBeTrue();
    }

    [Fact]
    public void open_runs_agents_and_what_the_workspace_is_stay_however_long_they_are_not_used()
    {
        _cache.Keep("workspace", new StreamState(1, null));
        _cache.Keep("ledger", new StreamState(1, null));
        _cache.Keep("balancing", new StreamState(1, BalanceState.None));
        _cache.Keep("agent-ada", new StreamState(1, new Agent("ada", Work.Profile(), AgentStatus.Lost, Performance.None, 1)));
        Keep("open-", Begun(Large), 20);
        Keep("ended-", Ended(Large), 40);
        foreach (var key in new[] { "workspace", "ledger", "balancing", "agent-ada" })
        {
            _cache.Holds(key).ShouldBeTrue(key);
        }

        Held("open-", 20).ShouldBe(20);
        Held("ended-", 40).ShouldBeLessThan(20);
    }

    [Fact]
    public void what_is_not_stored_yet_stays_until_its_batch_is()
    {
        _cache.Change("assignment", new StreamState(7, null));
        Fill("a");
        _cache.Holds("assignment").ShouldBeTrue("its batch grows");
        _cache.Sent();
        Fill("b");
        _cache.Holds("assignment").ShouldBeTrue("its batch is on its way");
        _cache.Sent();
        Fill("c");
        _cache.Holds("assignment").ShouldBeFalse();

        void Fill(string name)
        {
            for (var i = 0; i < 30_000; i++)
            {
                _cache.Keep($"{name}{i}", new StreamState(1, null));
            }
        }
    }

    [Fact]
    public void a_stream_that_changes_weighs_what_it_weighs_now()
    {
        var large = Ended(Large);
        Keep("run-", large, 11);
        for (var i = 0; i < 1_000; i++)
        {
            _cache.Keep("run-0", new StreamState(i, large));
        }

        Held("run-", 11).ShouldBe(11);
        _cache.Peek("run-0").Version.ShouldBe(999);
    }

    private void Keep(string prefix, Workflow run, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _cache.Keep($"{prefix}{i}", new StreamState(1, run));
        }
    }

    private int Held(string prefix, int times) => Enumerable.Range(0, times).Count(i => _cache.Holds($"{prefix}{i}"));

    private static Workflow Ended(int tasks) => Fold(Begun(tasks), Control.Cancel(Begun(tasks), "done"));

    private static Workflow Begun(int tasks) => Fold(null, Plan.Decide(
        null, "r", Work.Fork(tasks), "t", 1, ImmutableSortedDictionary<string, string>.Empty, null, true, DateTimeOffset.UnixEpoch));

    private static Workflow Fold(Workflow? state, Domain.Decision<IWorkflowEvent> decision) =>
        decision.Events.Aggregate(state, (s, e) => WorkflowEvolve.Evolve(s, e, new Stamp((s?.Version ?? 0) + 1, DateTimeOffset.UnixEpoch, Dot.None)))!;
}
