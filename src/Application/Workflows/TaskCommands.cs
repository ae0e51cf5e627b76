using System.Collections.Immutable;
using Weft.Application.Artifacts;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Application.Resources;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Access;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;

namespace Weft.Application.Workflows;

/// <summary>A call of the holder of a lease; its fencing token is checked before anything else.</summary>
public abstract record TaskCommand(string Workflow, string Task, Holder Holder) : ICommand
{
    public Permission Needs => Permission.Work;

    public string? OnBehalfOf => Holder.Agent;

    public bool IsSignOfLife => true;

    public ValueTask<long?> VersionAsync(Deciding deciding) => TaskAnswers.VersionAsync(deciding, Workflow, Task);

    public virtual async ValueTask<Rejection?> DecideAsync(Deciding deciding)
    {
        var rejection = await deciding.OnWorkflowAsync(Workflow, s => Decide(s, deciding));
        if (rejection is null)
        {
            deciding.Answer = await TaskAnswers.OfAsync(deciding, Workflow, Task);
        }

        return rejection;
    }

    protected abstract Decision<IWorkflowEvent> Decide(Workflow s, Deciding deciding);
}

public sealed record StartTask(string Workflow, string Task, Holder Holder) : TaskCommand(Workflow, Task, Holder)
{
    protected override Decision<IWorkflowEvent> Decide(Workflow s, Deciding deciding) => Work.Start(s, Task, Holder);
}

public sealed record SaveCheckpoint(string Workflow, string Task, Holder Holder, string Name, string? Hash, double Percent) : TaskCommand(Workflow, Task, Holder)
{
    protected override Decision<IWorkflowEvent> Decide(Workflow s, Deciding deciding) => Work.SaveCheckpoint(s, Task, Holder, Name, Hash, Percent);
}

public sealed record ReleaseTask(string Workflow, string Task, Holder Holder, string Reason) : TaskCommand(Workflow, Task, Holder)
{
    protected override Decision<IWorkflowEvent> Decide(Workflow s, Deciding deciding) => Work.Release(s, Task, Holder, Reason);
}

/// <param name="ChangedPaths">what the branch changes; null: not told</param>
public sealed record SubmitTask(string Workflow, string Task, Holder Holder, TaskResult Result, IReadOnlyList<string>? ChangedPaths = null)
    : TaskCommand(Workflow, Task, Holder), ICommand
{
    public IEnumerable<string> Begins => Result.Outputs.Select(o => Streams.Artifact.Key(Publishing.IdOf(Workflow, o.Name)));

    public override async ValueTask<Rejection?> DecideAsync(Deciding deciding)
    {
        var rejection = await base.DecideAsync(deciding);
        if (rejection is null && !Result.Outputs.IsEmpty)
        {
            await Publishing.PublishAsync(deciding, Workflow, Task, Holder.Agent, Result.Outputs);
        }

        return rejection;
    }

    protected override Decision<IWorkflowEvent> Decide(Workflow s, Deciding deciding)
    {
        var decision = Finish.Submit(s, Task, Holder, Result, deciding.Now);
        return decision.Accepted && !decision.Events.IsEmpty && Result.Commit is not null
            && (Boundary.Refuse(deciding, Holder.Agent, ChangedPaths) ?? Boundary.InSlice(deciding, Workflow, s.Items[Task], Holder.Agent, ChangedPaths)) is { } outside ? outside : decision;
    }
}

public sealed record FailTask(string Workflow, string Task, Holder Holder, string Reason, Evidence? Evidence, ResourceUsage? Usage) : TaskCommand(Workflow, Task, Holder)
{
    protected override Decision<IWorkflowEvent> Decide(Workflow s, Deciding deciding) => Finish.Fail(s, Task, Holder, Reason, Evidence, Usage, deciding.Now);
}

/// <param name="ChangedPaths">what the merging worker itself sees that the branch changes; null: not told</param>
/// <param name="PathsUntold">why it cannot tell them; null: it can</param>
public sealed record IntendMerge(string Workflow, string Task, Holder Holder, string Onto, IReadOnlyList<string>? ChangedPaths = null, string? PathsUntold = null)
    : TaskCommand(Workflow, Task, Holder)
{
    protected override Decision<IWorkflowEvent> Decide(Workflow s, Deciding deciding)
    {
        var decision = Merge.Intend(s, Task, Holder, Onto);
        return !decision.Accepted || s.Items[s.Items[Task].Subject!].Submission is not { } submission || Boundary.Refuse(deciding, submission.Agent, ChangedPaths, PathsUntold) is not { } refusal ? decision
            : refusal.Code is Partition.Outside or Partition.Untold ? Merge.Refuse(s, Task, Holder, refusal, deciding.Now) : refusal;
    }
}

public sealed record ReportMerged(string Workflow, string Task, Holder Holder, string Commit) : TaskCommand(Workflow, Task, Holder)
{
    protected override Decision<IWorkflowEvent> Decide(Workflow s, Deciding deciding) => Merge.Report(s, Task, Holder, Commit, deciding.Now);
}

public sealed record ReportReverted(string Workflow, string Task, Holder Holder, string Commit) : TaskCommand(Workflow, Task, Holder)
{
    protected override Decision<IWorkflowEvent> Decide(Workflow s, Deciding deciding) => Merge.Reverted(s, Task, Holder, Commit, deciding.Now);
}

internal static class TaskAnswers
{
    /// <summary>Of the task's last event.</summary>
    public static async ValueTask<long?> VersionAsync(Deciding deciding, string workflow, string task) =>
        (await deciding.LoadAsync(Streams.Workflow, workflow))?.Item(task)?.Version;

    public static async ValueTask<TaskAnswer?> OfAsync(Deciding deciding, string workflow, string task) =>
        (await deciding.LoadAsync(Streams.Workflow, workflow))?.Item(task) is { } item
            ? new TaskAnswer(workflow, task, item.Status.ToString().ToLowerInvariant(), item.Attempt, item.Version)
            : null;
}
