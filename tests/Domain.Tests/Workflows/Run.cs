using System.Collections.Immutable;
using Shouldly;
using Weft.Domain.Causality;
using Weft.Domain.Workflows;

namespace Weft.Domain.Tests.Workflows;

/// <summary>A run whose past is made by decisions: every event of it is one that a decider really says.</summary>
public sealed class Run
{
    private readonly List<(IWorkflowEvent Event, Stamp Stamp)> _history = [];
    private int _commits;

    public Workflow State { get; private set; } = null!;

    public DateTimeOffset Now { get; private set; } = Times.Start;

    public IReadOnlyList<(IWorkflowEvent Event, Stamp Stamp)> History => _history;

    public static Run Of(WorkflowDefinition definition, RepositoryRef? repository = null, bool start = true, string id = "w1")
    {
        var run = new Run();
        run.Fold(Plan.Decide(null, id, definition, "t", 1, ImmutableSortedDictionary<string, string>.Empty, repository, start, run.Now));
        return run;
    }

    /// <summary>Decides and keeps what was decided; it must be accepted.</summary>
    public Run Do(Func<Workflow, Decision<IWorkflowEvent>> decide) => Fold(decide(State));

    public Outcome<IWorkflowEvent> When(Func<Workflow, Decision<IWorkflowEvent>> decide) => new(decide(State));

    /// <summary>Keeps the facts that a refusal left.</summary>
    public Run Refused(Func<Workflow, Decision<IWorkflowEvent>> decide)
    {
        var decision = decide(State);
        decision.Rejection.ShouldNotBeNull();
        return Keep(decision.Events);
    }

    public Run Pass(double seconds)
    {
        Now = Now.AddSeconds(seconds);
        return this;
    }

    public Holder Claim(string task, string agent = "alice", double leaseSeconds = 30)
    {
        Do(s => Assign.Grant(s, task, agent, leaseSeconds, Some.Reason));
        return new Holder(agent, State.Items[task].Lease!.Token);
    }

    public Run Complete(string task, string agent = "alice")
    {
        var holder = Claim(task, agent);
        return Do(s => Finish.Submit(s, task, holder, Some.Result(State.Items[task]), Now));
    }

    public Run Fail(string task, string reason = "broken", string agent = "alice")
    {
        var holder = Claim(task, agent);
        return Do(s => Finish.Fail(s, task, holder, reason, null, null, Now));
    }

    /// <summary>With a repository: done on a branch and submitted; its merge is queued.</summary>
    public Run Submit(string task, string agent = "alice")
    {
        var holder = Claim(task, agent);
        return Do(s => Finish.Submit(s, task, holder, Some.Result(State.Items[task], NewCommit()), Now));
    }

    public Run Merge(string task)
    {
        var merge = MergeOf(task);
        var holder = Claim(merge, "merger");
        return Do(s => Domain.Workflows.Merge.Report(s, merge, holder, NewCommit(), Now));
    }

    public Run Conflict(string task, string conflict = "c1")
    {
        var merge = MergeOf(task);
        var holder = Claim(merge, "merger");
        return Do(s => Domain.Workflows.Merge.Conflict(s, merge, holder, conflict, "base", "ours", "theirs", [Some.ConflictedFile], Now));
    }

    public Run SubmitAndMerge(string task) => Submit(task).Merge(task);

    public string MergeOf(string task) => WorkflowEvolve.MergeName(task, State.Items[task].Attempt);

    public string NewCommit() => $"{++_commits:x40}";

    public WorkStatus StatusOf(string task) => State.Items[task].Status;

    private Run Fold(Decision<IWorkflowEvent> decision)
    {
        decision.Rejection.ShouldBeNull($"refused: {decision.Rejection?.Code}: {decision.Rejection?.Detail}");
        return Keep(decision.Events);
    }

    private Run Keep(ImmutableArray<IWorkflowEvent> events)
    {
        foreach (var happened in events)
        {
            var version = _history.Count + 1;
            var stamp = new Stamp(version, Now, new Dot(1, version));
            State = WorkflowEvolve.Evolve(State, happened, stamp);
            _history.Add((happened, stamp));
        }

        return this;
    }
}
