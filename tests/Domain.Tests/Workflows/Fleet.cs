using Shouldly;
using Weft.Domain.Workflows;

namespace Weft.Domain.Tests.Workflows;

/// <summary>A simulated fleet: it does to a run whatever agents, people and clocks may do, drawn from a seed.</summary>
public sealed class Fleet(Run run, Random random)
{
    private static readonly string[] Agents = ["alice", "bob", "carol", "dave"];
    private readonly List<(string Task, Holder Holder)> _past = [];
    private readonly HashSet<long> _tokens = [];
    private int _names;

    private Workflow State => run.State;

    /// <summary>Tokens that were granted and are over.</summary>
    public IEnumerable<(string Task, Holder Holder)> Stale => _past.Where(p => State.Item(p.Task)?.Lease?.Token != p.Holder.Token);

    /// <summary>One thing happens, good or bad. What may end up refused is tried all the same.</summary>
    public void Mischief()
    {
        run.Pass(random.Next(3));
        switch (random.Next(24))
        {
            case 0: LoseOne(); break;
            case 1: TimeOutOne(); break;
            case 2: ReleaseOne(); break;
            case 3 or 4: FailOne(); break;
            case 5: LateResult(); break;
            case 6: PauseOrResume(); break;
            case 7: Name(); break;
            case 8 when random.Next(3) == 0: RollBackSomewhere(); break;
            case 9: TimeOutAGate(); break;
            case 10: LoseAnAgent(); break;
            case 11: RetryAny(); break;
            case 12: ConflictOne(); break;
            case 13: RefuseOne(); break;
            default: Step(); break;
        }
    }

    /// <summary>Goes on as a fleet does in which nothing goes wrong any more; false when nothing can be done.</summary>
    public bool Step()
    {
        var held = Items(i => i.IsHeld);
        if (held.Count > 0 && (random.Next(2) == 0 || !Grant()))
        {
            Finish(Any(held));
            return true;
        }

        return held.Count > 0 || Grant() || Wake() || Answer() || Repair();
    }

    private bool Grant()
    {
        var open = Items(i => i.Status is WorkStatus.Ready or WorkStatus.Offered);
        if (open.Count == 0 || State.Status != WorkflowStatus.Running)
        {
            return false;
        }

        var item = Any(open);
        var agent = item.OfferedTo ?? Any(Agents);
        if (item.Status == WorkStatus.Ready && State.Settings.Coordination == Coordination.Push && random.Next(2) == 0)
        {
            return Try(s => Assign.Offer(s, item.Name, agent, 10, Some.Reason));
        }

        if (item.OfferedTo is not null && random.Next(4) == 0)
        {
            return Try(s => random.Next(2) == 0 ? Assign.TakeBackOffer(s, item.Name, item.Attempt, agent, "moved") : Assign.ExpireOffer(s, item.Name, item.Attempt, agent, item.OfferEndsAt!.Value));
        }

        if (!Try(s => Assign.Grant(s, item.Name, agent, 30, Some.Reason)))
        {
            return false;
        }

        var token = State.Items[item.Name].Lease!.Token;
        _tokens.Add(token).ShouldBeTrue("a token is granted once");
        _past.Add((item.Name, new Holder(agent, token)));
        return true;
    }

    private void Finish(WorkItem i)
    {
        var holder = HolderOf(i);
        if (i.Status == WorkStatus.Assigned && random.Next(3) > 0)
        {
            run.Do(s => Work.Start(s, i.Name, holder));
        }
        else if (random.Next(4) == 0)
        {
            run.Do(s => Work.SaveCheckpoint(s, i.Name, holder, $"p{random.Next(3)}", null, random.Next(101)));
        }
        else if (i.Kind == WorkKind.Merge && i.MergeOnto is null)
        {
            run.Do(s => Merge.Intend(s, i.Name, holder, s.Head ?? "none"));
        }
        else
        {
            Report(i, holder);
        }
    }

    private void Report(WorkItem i, Holder holder) => run.Do(s => i.Kind switch
    {
        WorkKind.Merge => Merge.Report(s, i.Name, holder, run.NewCommit(), run.Now),
        WorkKind.Revert => Merge.Reverted(s, i.Name, holder, run.NewCommit(), run.Now),
        WorkKind.Check => Domain.Workflows.Finish.Submit(s, i.Name, holder, Some.Empty, run.Now),
        _ => Domain.Workflows.Finish.Submit(s, i.Name, holder, Some.Result(i, s.Repository is null ? null : run.NewCommit()), run.Now),
    });

    private bool Wake()
    {
        var deferred = Items(i => i.Status == WorkStatus.Deferred);
        if (deferred.Count == 0)
        {
            return false;
        }

        var item = Any(deferred);
        new Outcome<IWorkflowEvent>(Work.Wake(State, item.Name, item.Attempt, item.NotBefore!.Value.AddSeconds(-0.1))).Nothing();
        run.Pass(Math.Max(0, (item.NotBefore!.Value - run.Now).TotalSeconds));
        return Try(s => Work.Wake(s, item.Name, item.Attempt, run.Now));
    }

    private bool Answer()
    {
        var conflicted = Items(i => i.Status == WorkStatus.Conflicted);
        return conflicted is [var first, ..]
            && Try(s => Merge.Answer(s, first.Name, first.ConflictId!, "ann", [new ResolvedFile("a.txt", "h9")], run.Now));
    }

    /// <summary>What a person does when nothing goes on by itself.</summary>
    private bool Repair()
    {
        if (State.Status == WorkflowStatus.Paused)
        {
            return Try(s => Control.Resume(s, run.Now));
        }

        var offered = Items(i => i.Status == WorkStatus.Offered);
        var failed = Items(i => i.MergeFailed || (i.Status == WorkStatus.Failed && i.Kind != WorkKind.Check));
        var gates = State.Gates.Values.Where(g => g.Status is GateStatus.Failed or GateStatus.TimedOut).OrderBy(g => g.Name, StringComparer.Ordinal).ToList();
        return (offered.Count > 0 && Try(s => Assign.TakeBackOffer(s, offered[0].Name, offered[0].Attempt, offered[0].OfferedTo!, "gone")))
            || (failed.Count > 0 && Try(s => Retry.Decide(s, Any(failed).Name, "again", run.Now)))
            || (gates.Count > 0 && Try(s => Gates.Retry(s, gates[0].Name, "again", run.Now)));
    }

    private void LoseOne() => WithHeld(i =>
    {
        var renewed = run.Now.AddSeconds(-random.Next(60));
        Try(s => Work.Expire(s, i.Name, i.Lease!.Token, renewed, run.Now));
    });

    private void TimeOutOne() => WithHeld(i => Try(s => Work.TimeOut(s, i.Name, i.Lease!.Token, run.Now.AddSeconds(random.Next(100)))));

    private void ReleaseOne() => WithHeld(i => run.Do(s => Work.Release(s, i.Name, HolderOf(i), "tired")));

    private void FailOne() => WithHeld(i => run.Do(s => Domain.Workflows.Finish.Fail(s, i.Name, HolderOf(i), "broken", null, null, run.Now)));

    private void ConflictOne() => WithHeld(i => Try(s => Merge.Conflict(s, i.Name, HolderOf(i), $"c{++_names}", "b", "o", "t", [Some.ConflictedFile], run.Now)));

    private void RefuseOne() => WithHeld(i =>
    {
        if (i.Kind == WorkKind.Merge)
        {
            run.Refused(s => Merge.Refuse(s, i.Name, HolderOf(i), Rejection.Because("domain.outside", "Not yours."), run.Now));
        }
    });

    private void LoseAnAgent() => run.Do(s => Work.ExpireAllOf(s, Any(Agents), "lost"));

    private void LateResult()
    {
        if (Stale.ToList() is { Count: > 0 } stale)
        {
            var (task, holder) = Any(stale);
            var before = State;
            Try(s => Domain.Workflows.Finish.Submit(s, task, holder, Some.Empty with { Commit = "late", Branch = "late" }, run.Now));
            State.Items[task].Status.ShouldBe(before.Items[task].Status, "a stale token never wins");
        }
    }

    private void PauseOrResume() => Try(s => s.Status == WorkflowStatus.Paused ? Control.Resume(s, run.Now) : Control.Pause(s, "lunch"));

    private void Name() => Try(s => Control.Checkpoint(s, $"cp{random.Next(5)}"));

    private void RollBackSomewhere()
    {
        var points = State.RestorePoints.Keys.Order(StringComparer.Ordinal).ToList();
        Try(s => RollBack.Decide(s, points.Count == 0 ? "nowhere" : Any(points), "not good", run.Now));
    }

    private void TimeOutAGate()
    {
        if (State.Gates.Count > 0)
        {
            var gate = Any(State.Gates.Values.OrderBy(g => g.Name, StringComparer.Ordinal).ToList());
            Try(s => Gates.TimeOut(s, gate.Name, gate.Run, run.Now.AddSeconds(random.Next(300))));
        }
    }

    private void RetryAny() => Try(s => Retry.Decide(s, Any(Items(_ => true)).Name, "why not", run.Now));

    /// <summary>True when it was accepted and did something; a refusal's facts are kept.</summary>
    private bool Try(Func<Workflow, Decision<IWorkflowEvent>> decide)
    {
        var decision = decide(State);
        _ = decision.Accepted ? run.Do(_ => decision) : run.Refused(_ => decision);
        return decision is { Accepted: true, Events.IsEmpty: false };
    }

    private void WithHeld(Action<WorkItem> then)
    {
        if (Items(i => i.IsHeld) is { Count: > 0 } held)
        {
            then(Any(held));
        }
    }

    private List<WorkItem> Items(Func<WorkItem, bool> where) => [.. State.Items.Values.Where(where).OrderBy(i => i.Name, StringComparer.Ordinal)];

    private T Any<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private static Holder HolderOf(WorkItem i) => new(i.Lease!.Agent, i.Lease.Token);
}
