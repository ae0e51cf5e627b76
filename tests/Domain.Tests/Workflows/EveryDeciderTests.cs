using CsCheck;
using Shouldly;
using Weft.Domain.Audit;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Workflows;

/// <summary>Any past, any command with any arguments, given twice: never an exception, and the second time nothing changes.</summary>
public sealed class EveryDeciderTests
{
    private static readonly string[] Agents = ["alice", "bob", "carol", "dave", "nobody"];

    [Fact]
    [Trait("Capability", "Z1")]
    public void any_command_twice_changes_nothing_the_second_time() => Gen.Select(Gen.Int[1, 12], Gen.Int[0, 60], Gen.Int).Sample((size, steps, seed) =>
    {
        var random = new Random(seed);
        var run = Run.Of(Drawn.Workflow(random, size), random.Next(3) > 0 ? Some.Repository : null);
        var fleet = new Fleet(run, random);
        for (var i = 0; i < steps; i++)
        {
            fleet.Mischief();
        }

        for (var i = 0; i < 12; i++)
        {
            Twice(run, Command(run, random));
            Invariants.Hold(run.State);
        }
    }, iter: 800);

    private static void Twice(Run run, Func<Workflow, Decision<IWorkflowEvent>> command)
    {
        Once(run, command);
        var before = run.State;
        var second = command(run.State);
        second.Events.Select(e => e.GetType().Name).ShouldBeEmpty(second.Rejection?.Detail);
        StateHash.Of(run.State).ShouldBe(StateHash.Of(before));
    }

    private static void Once(Run run, Func<Workflow, Decision<IWorkflowEvent>> command)
    {
        var first = command(run.State);
        _ = first.Accepted ? run.Do(_ => first) : run.Refused(_ => first);
        (first.Accepted || first.Rejection!.Code == "domain.outside" || first.Events.All(e => e is StaleResultRefused)).ShouldBeTrue("a refusal keeps nothing but the attempt, or that a branch may not be merged");
    }

    private static Func<Workflow, Decision<IWorkflowEvent>> Command(Run run, Random random)
    {
        var s = run.State;
        var task = Any(random, [.. s.Items.Keys.Order(StringComparer.Ordinal), "ghost"]);
        var item = s.Item(task);
        var gate = Any(random, [.. s.Gates.Keys.Order(StringComparer.Ordinal), "ghost"]);
        var tokens = (item?.StaleTokens ?? []).Append(item?.Lease?.Token ?? 3).Append(item?.Ended?.Token ?? 4).Append(random.Next(500)).ToList();
        var holder = new Holder(random.Next(4) > 0 && item?.Lease is { } lease ? lease.Agent : Any(random, Agents), Any(random, tokens));
        var name = Any(random, [.. s.RestorePoints.Keys.Order(StringComparer.Ordinal), .. s.Milestones.Keys.Order(StringComparer.Ordinal), "cp", "ghost"]);
        var now = run.Now.AddSeconds(random.Next(400));
        var result = Result(run, random, item);
        var conflict = Any(random, [item?.ConflictId ?? "c", "c"]);
        var commit = run.NewCommit();
        return random.Next(24) switch
        {
            0 => w => Assign.Grant(w, task, holder.Agent, 30, Some.Reason),
            1 => w => Assign.Offer(w, task, holder.Agent, 30, Some.Reason),
            2 => w => Assign.TakeBackOffer(w, task, item?.Attempt ?? 1, item?.OfferedTo ?? "bob", "x"),
            3 => w => Assign.ExpireOffer(w, task, item?.Attempt ?? 1, item?.OfferedTo ?? "bob", now),
            4 => w => Work.Start(w, task, holder),
            5 => w => Work.SaveCheckpoint(w, task, holder, "p", null, 10),
            6 => w => Work.Release(w, task, holder, "x"),
            7 => w => Work.Expire(w, task, holder.Token, now.AddSeconds(-40), now),
            8 => w => Work.ExpireAllOf(w, holder.Agent, "x"),
            9 => w => Work.TimeOut(w, task, holder.Token, now),
            10 => w => Work.Wake(w, task, item?.Attempt ?? 1, now),
            11 => w => Retry.Decide(w, task, "x", now),
            12 or 13 => w => Finish.Submit(w, task, holder, result, now),
            14 => w => Finish.Fail(w, task, holder, "x", null, null, now),
            15 => RefuseOrIntend(random.Next(2), task, holder, now),
            16 => w => Merge.Report(w, task, holder, commit, now),
            17 => w => Merge.Conflict(w, task, holder, "c", null, "o", "t", [Some.ConflictedFile], now),
            18 => w => Merge.Answer(w, task, conflict, "ann", [], now),
            19 => w => Merge.Reverted(w, task, holder, commit, now),
            20 => w => RollBack.Decide(w, name, "x", now),
            21 => TimeOutOrRetry(random.Next(2), gate, s.Gates.GetValueOrDefault(gate)?.Run ?? 1, now),
            22 => w => Control.Checkpoint(w, name),
            _ => Steer(random.Next(5), now),
        };
    }

    private static Func<Workflow, Decision<IWorkflowEvent>> RefuseOrIntend(int which, string task, Holder holder, DateTimeOffset now) =>
        which == 0 ? w => Merge.Refuse(w, task, holder, Rejection.Because("domain.outside", "x"), now) : w => Merge.Intend(w, task, holder, "onto");

    private static Func<Workflow, Decision<IWorkflowEvent>> TimeOutOrRetry(int which, string gate, int round, DateTimeOffset now) =>
        which == 0 ? w => Gates.TimeOut(w, gate, round, now) : w => Gates.Retry(w, gate, "x", now);

    private static Func<Workflow, Decision<IWorkflowEvent>> Steer(int how, DateTimeOffset now) => how switch
    {
        0 => w => Control.Start(w, now),
        1 => w => Control.Pause(w, "x"),
        2 or 3 => w => Control.Resume(w, now),
        _ => w => Control.Cancel(w, "x"),
    };

    private static TaskResult Result(Run run, Random random, WorkItem? item) => random.Next(3) switch
    {
        0 => Some.Empty,
        1 when item is not null => Some.Result(item, run.NewCommit()),
        _ => new TaskResult("c", random.Next(2) == 0 ? "b" : null, [Some.Artifact("a0", $"h{random.Next(3)}")], null, null),
    };

    private static T Any<T>(Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
