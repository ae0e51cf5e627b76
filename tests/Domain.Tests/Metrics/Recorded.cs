using System.Collections.Immutable;
using Weft.Domain.Metrics;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;

namespace Weft.Domain.Tests.Metrics;

/// <summary>A run told by what happens at which second; its figures come from the events that the deciders made of it.</summary>
public sealed class Recorded(WorkflowDefinition definition, bool repository = false)
{
    private readonly Run _run = Run.Of(definition, repository ? Some.Repository : null);

    public RunMetrics Metrics(params (string Agent, string[] Skills)[] skills) => RunMetrics.Of(
        Record, skills.ToDictionary(s => s.Agent, s => s.Skills.ToImmutableArray()));

    public RunRecord Record => RunFold.Of(_run.History.Select(h => (h.Event, h.Stamp.At)));

    public Recorded At(double second)
    {
        _run.Pass(second - (_run.Now - Times.Start).TotalSeconds);
        return this;
    }

    public Recorded Grant(string task, string agent)
    {
        _run.Claim(task, agent);
        return this;
    }

    public Recorded Start(string task) => Do(s => Work.Start(s, task, Holder(task)));

    /// <summary>Granted and begun at once.</summary>
    public Recorded Take(string task, string agent) => Grant(task, agent).Start(task);

    public Recorded Done(string task, ResourceUsage? usage = null) => Do(s => Finish.Submit(s, task, Holder(task), Some.Empty with { Usage = usage }, _run.Now));

    public Recorded Submit(string task) => Do(s => Finish.Submit(s, task, Holder(task), Some.Result(s.Items[task], _run.NewCommit()), _run.Now));

    public Recorded Merged(string task) => Do(s => Merge.Report(s, _run.MergeOf(task), Holder(_run.MergeOf(task)), _run.NewCommit(), _run.Now));

    public Recorded Conflicted(string task) =>
        Do(s => Merge.Conflict(s, _run.MergeOf(task), Holder(_run.MergeOf(task)), "x", "c0", "c1", "c2", [Some.ConflictedFile], _run.Now));

    public Recorded Answered(string task) => Do(s => Merge.Answer(s, task, "x", "user:ann", [new(Some.ConflictedFile.Path, "h")], _run.Now));

    public Recorded Failed(string task) => Do(s => Finish.Fail(s, task, Holder(task), "broken", null, null, _run.Now));

    public Recorded Do(Func<Workflow, Decision<IWorkflowEvent>> decide)
    {
        _run.Do(decide);
        return this;
    }

    public DateTimeOffset Now => _run.Now;

    private Holder Holder(string task) => new(_run.State.Items[task].Lease!.Agent, _run.State.Items[task].Lease!.Token);
}
