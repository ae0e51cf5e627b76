using CsCheck;
using Shouldly;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Workflows;

[Trait("Capability", "V2")]
public sealed class DeadlineTests
{
    private static readonly DateTimeOffset Far = Times.Start.AddYears(10);

    /// <summary>Whatever happened to a run: each deadline does something at its moment and nothing before, and what the clock could do to a task
    /// has a deadline.</summary>
    [Fact]
    public void a_task_has_the_deadlines_that_its_deciders_would_act_on_and_no_others() => Gen.Select(Gen.Int[1, 20], Gen.Int).Sample((size, seed) =>
    {
        var random = new Random(seed);
        var run = Run.Of(Drawn.Workflow(random, size), random.Next(3) > 0 ? Some.Repository : null);
        var fleet = new Fleet(run, random);
        for (var i = 0; i < size * 6; i++)
        {
            fleet.Mischief();
            foreach (var item in run.State.Items.Values)
            {
                Check(run.State, item);
            }
        }
    }, iter: 40);

    [Fact]
    public void when_a_run_has_ended_nothing_of_it_is_due()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a"), Some.Task("b")));
        run.Fail("a");
        run.Pass(300).Do(s => Work.Wake(s, "a", s.Items["a"].Attempt, run.Now)).Complete("a", "bob").Complete("b");
        run.State.IsTerminal.ShouldBeTrue();
        run.State.Items.Values.SelectMany(All).ShouldBeEmpty();
    }

    [Fact]
    [Trait("Capability", "D3")]
    public void what_was_lost_is_kept_for_others_for_a_minute_from_when_it_is_ready_again()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")));
        Deadline.Of(DeadlineKind.Kept, run.State.Items["a"], SlaPolicy.Default).ShouldBeNull();
        var holder = run.Claim("a");
        run.Pass(30).Do(s => Work.Expire(s, "a", holder.Token, run.Now.AddSeconds(-30), run.Now));
        Deadline.Of(DeadlineKind.Kept, run.State.Items["a"], SlaPolicy.Default).ShouldBe(new Deadline(DeadlineKind.Kept, 1, run.Now.AddMinutes(1)));
        run.Claim("a", "bob");
        Deadline.Of(DeadlineKind.Kept, run.State.Items["a"], SlaPolicy.Default).ShouldBeNull();
    }

    [Fact]
    [Trait("Capability", "D3")]
    public void what_was_not_taken_is_kept_for_others_for_a_minute_from_the_lapse_and_keeps_its_age()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")));
        var readyAt = run.State.Items["a"].ReadyAt;
        run.Pass(600).Do(s => Assign.Offer(s, "a", "alice", 10, Some.Reason)).Pass(10).Do(s => Assign.ExpireOffer(s, "a", 1, "alice", run.Now));
        Deadline.Of(DeadlineKind.Kept, run.State.Items["a"], SlaPolicy.Default).ShouldBe(new Deadline(DeadlineKind.Kept, 1, run.Now.AddMinutes(1)));
        run.State.Items["a"].ReadyAt.ShouldBe(readyAt);
    }

    [Fact]
    public void a_time_out_runs_from_the_grant_until_it_is_started_and_then_from_there()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")));
        var holder = run.Claim("a");
        var granted = run.Now;
        Deadline.Of(DeadlineKind.Timeout, run.State.Items["a"], SlaPolicy.Default).ShouldBe(new Deadline(DeadlineKind.Timeout, holder.Token, granted.AddSeconds(60)));
        run.Pass(20).Do(s => Work.Start(s, "a", holder));
        Deadline.Of(DeadlineKind.Timeout, run.State.Items["a"], SlaPolicy.Default).ShouldBe(new Deadline(DeadlineKind.Timeout, holder.Token, granted.AddSeconds(80)));
    }

    private static void Check(Workflow s, WorkItem item)
    {
        foreach (var kind in Deadline.Kinds.Where(k => k != DeadlineKind.Kept))
        {
            var due = Deadline.Of(kind, item, SlaPolicy.Default);
            (due is not null).ShouldBe(Acts(s, item, kind, FenceOf(item, kind), Far), $"{kind} of {item.Name}, which is {item.Status}");
            if (due is { } known)
            {
                item.IsOpen.ShouldBeTrue();
                Acts(s, item, kind, known.Fence, known.At).ShouldBeTrue();
                Acts(s, item, kind, known.Fence, known.At.AddMilliseconds(-1)).ShouldBeFalse();
                (kind != DeadlineKind.Clock && Acts(s, item, kind, known.Fence + 1, known.At)).ShouldBeFalse("it is of another lease or attempt");
            }
        }
    }

    private static long FenceOf(WorkItem item, DeadlineKind kind) => kind is DeadlineKind.Timeout or DeadlineKind.Lease ? item.Lease?.Token ?? 0 : item.Attempt;

    private static bool Acts(Workflow s, WorkItem item, DeadlineKind kind, long fence, DateTimeOffset now) => !(kind switch
    {
        DeadlineKind.Timeout => Work.TimeOut(s, item.Name, fence, now),
        DeadlineKind.Lease => Work.Expire(s, item.Name, fence, DateTimeOffset.MinValue, now),
        DeadlineKind.Offer => Assign.ExpireOffer(s, item.Name, (int)fence, item.OfferedTo ?? "", now),
        DeadlineKind.Retry => Work.Wake(s, item.Name, (int)fence, now),
        _ => Sla.Judge(s, item.Name, SlaPolicy.Default, now),
    }).Events.IsEmpty;

    private static IEnumerable<Deadline> All(WorkItem item) => Deadline.Kinds.Select(k => Deadline.Of(k, item, SlaPolicy.Default)).OfType<Deadline>();
}
