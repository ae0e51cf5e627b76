using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Weft.Application.Agents;
using Weft.Application.Coordination;
using Weft.Application.Workflows;
using Weft.Domain.Causality;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Integration.Tests.Door;

[Trait("Capability", "V2")]
public sealed class TimersTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Memory _memory = new(Node.Workspace, null!);
    private readonly Timers _timers;
    private Workflow? _run;

    public TimersTests() => _timers = new Timers(new Presence(_time), _time);

    [Fact]
    public void what_was_done_in_time_rings_no_more()
    {
        Begin(Work.Fork(50));
        _timers.Next.ShouldBe(_time.GetUtcNow().AddMinutes(24), "the class's warning");
        foreach (var task in _run!.Items.Keys)
        {
            var token = Grant(task);
            Do(s => Domain.Workflows.Work.Start(s, task, new Holder("ada", token)));
            _timers.Next.ShouldBe(_time.GetUtcNow().AddSeconds(30), "the lease");
            Do(s => Finish.Submit(s, task, new Holder("ada", token), new TaskResult(null, null, [], null, null), _time.GetUtcNow()));
        }

        _run.IsTerminal.ShouldBeTrue();
        _timers.Next.ShouldBeNull();
        _time.Advance(TimeSpan.FromHours(1));
        _timers.Ring().ShouldBeEmpty();
    }

    [Fact]
    public void what_is_held_rings_with_its_own_lease_and_once()
    {
        Begin(Work.Fork(1));
        var first = new Holder("ada", Grant("t0"));
        Do(s => Domain.Workflows.Work.Release(s, "t0", first, "later"));
        var token = Grant("t0");
        _time.Advance(TimeSpan.FromSeconds(29));
        _timers.Ring().ShouldBeEmpty();
        var renewed = _time.GetUtcNow().AddSeconds(-29);
        _time.Advance(TimeSpan.FromSeconds(1));
        _timers.Ring().ShouldHaveSingleItem().ShouldBe(new ExpireLease("r", "t0", token, renewed));
        _timers.Ring().ShouldBeEmpty();
        _timers.Next.ShouldBe(_time.GetUtcNow().AddSeconds(570), "the time-out");
    }

    [Fact]
    public void after_a_restart_the_same_is_due_again()
    {
        Begin(Work.Fork(2));
        var token = Grant("t1");
        _time.Advance(TimeSpan.FromMinutes(20));
        var again = new Timers(new Presence(_time), _time);
        again.Follow(_memory);
        again.Ring().ShouldHaveSingleItem().ShouldBe(new TimeOutTask("r", "t1", token));
        again.Next.ShouldBe(_time.GetUtcNow().AddSeconds(30), "a lease of grace");
        _time.Advance(TimeSpan.FromMinutes(4));
        again.Ring().Where(c => c is JudgeSla).ShouldBe([new JudgeSla("r", "t0"), new JudgeSla("r", "t1")], ignoreOrder: true);
    }

    private void Begin(WorkflowDefinition definition)
    {
        _timers.Follow(_memory);
        Do(_ => Plan.Decide(null, "r", definition, "t", 1, ImmutableSortedDictionary<string, string>.Empty, null, true, _time.GetUtcNow()));
    }

    private long Grant(string task)
    {
        Do(s => Assign.Grant(s, task, "ada", 30, new AssignmentReason("test", 1, null, null, 1, ImmutableSortedDictionary<string, int>.Empty)));
        return _run!.Items[task].Lease!.Token;
    }

    private void Do(Func<Workflow, Domain.Decision<IWorkflowEvent>> decide)
    {
        var (before, decision) = (_run, decide(_run!));
        decision.Rejection.ShouldBeNull();
        _run = decision.Events.Aggregate(before, (s, e) => WorkflowEvolve.Evolve(s, e, new Stamp((s?.Version ?? 0) + 1, _time.GetUtcNow(), Dot.None)));
        _memory.Board.Put(before, _run!, decision.Events);
    }
}
