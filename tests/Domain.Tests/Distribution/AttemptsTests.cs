using System.Collections.Immutable;
using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Distribution;

/// <summary>What of all that ends an attempt is the agent's fault.</summary>
[Trait("Capability", "V8")]
public sealed class AttemptsTests
{
    private readonly Run _run = Run.Of(Some.Workflow(Some.Task("a"), Some.Task("b", "g")).With(Some.Gate("g", ["a"], ["unit"])), Some.Repository);

    [Fact]
    public void failing_running_out_of_time_and_losing_the_lease_are()
    {
        var holder = _run.Claim("a");
        var granted = _run.Now;
        Ends(s => Finish.Fail(s, "a", holder, "broken", null, null, _run.Now)).ShouldBe(new AttemptEnd("alice", "w1/a/1", AttemptResult.Failed, "broken", granted));
        Ends(s => Work.TimeOut(s, "a", holder.Token, _run.Now.AddSeconds(60)))!.Result.ShouldBe(AttemptResult.TimedOut);
        Ends(s => Work.Expire(s, "a", holder.Token, _run.Now, _run.Now.AddSeconds(30)))!.Result.ShouldBe(AttemptResult.LeaseLost);
    }

    [Fact]
    public void giving_back_and_being_cancelled_say_nothing_and_handing_in_says_that_it_works()
    {
        var holder = _run.Claim("a");
        Ends(s => Work.Release(s, "a", holder, "later")).ShouldBeNull();
        Ends(s => Control.Cancel(s, "enough")).ShouldBeNull();
        Ends(s => Finish.Submit(s, "a", holder, Some.Result(s.Items["a"], _run.NewCommit()), _run.Now))!.Result.ShouldBe(AttemptResult.Done);
    }

    [Fact]
    public void a_merge_counts_for_the_merger_and_a_conflict_is_no_fault_of_it()
    {
        _run.Submit("a");
        var (merge, holder) = (_run.MergeOf("a"), _run.Claim(_run.MergeOf("a"), "merger"));
        Ends(s => Merge.Report(s, merge, holder, _run.NewCommit(), _run.Now)).ShouldSatisfyAllConditions(e => e!.Agent.ShouldBe("merger"), e => e!.Result.ShouldBe(AttemptResult.Done));
        Ends(s => Merge.Conflict(s, merge, holder, "c", "b", "o", "t", [Some.ConflictedFile], _run.Now))!.Result.ShouldBe(AttemptResult.Done);
        Ends(s => Finish.Fail(s, merge, holder, "no git", null, null, _run.Now))!.Result.ShouldBe(AttemptResult.Failed);
    }

    [Fact]
    public void a_check_that_finds_something_is_no_fault_and_one_that_passes_works()
    {
        _run.SubmitAndMerge("a");
        var check = _run.State.Items.Values.Single(i => i.Kind == WorkKind.Check).Name;
        var holder = _run.Claim(check, "checker");
        Ends(s => Finish.Fail(s, check, holder, "red", null, null, _run.Now)).ShouldBeNull();
        Ends(s => Finish.Submit(s, check, holder, Some.Empty, _run.Now))!.Result.ShouldBe(AttemptResult.Done);
    }

    private AttemptEnd? Ends(Func<Workflow, Decision<IWorkflowEvent>> decide)
    {
        var decision = decide(_run.State);
        decision.Rejection.ShouldBeNull();
        return decision.Events.Select(e => Attempts.EndOf(_run.State, e)).OfType<AttemptEnd>().ToImmutableArray() is [var one] ? one : null;
    }
}
