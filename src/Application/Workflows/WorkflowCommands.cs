using System.Collections.Immutable;
using Weft.Application.Catalogue;
using Weft.Application.Conflicts;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Access;
using Weft.Domain.Catalogue;
using Weft.Domain.Workflows;

namespace Weft.Application.Workflows;

/// <summary>Steers a run; the answer is its state afterwards.</summary>
public abstract record WorkflowCommand(string Workflow) : ICommand
{
    public virtual Permission Needs => Permission.Orchestrate;

    public virtual async ValueTask<long?> VersionAsync(Deciding deciding) => (await deciding.LoadAsync(Streams.Workflow, Workflow))?.Version;

    public virtual async ValueTask<Rejection?> DecideAsync(Deciding deciding)
    {
        var before = await deciding.LoadAsync(Streams.Workflow, Workflow);
        var rejection = await deciding.OnWorkflowAsync(Workflow, s => Decide(s, deciding.Now));
        if (rejection is null)
        {
            await OpenConflicts.WithdrawAsync(deciding, before!);
        }

        return await AnswerAsync(deciding, rejection);
    }

    protected abstract Decision<IWorkflowEvent> Decide(Workflow s, DateTimeOffset now);

    /// <summary>Whether its sender is told what will keep tasks waiting.</summary>
    protected virtual bool Warns => false;

    protected async ValueTask<Rejection?> AnswerAsync(Deciding deciding, Rejection? rejection)
    {
        if (rejection is null && await deciding.LoadAsync(Streams.Workflow, Workflow) is { } s)
        {
            var warnings = Warns ? await RunWarnings.OfAsync(deciding, s) : null;
            deciding.Answer = new WorkflowAnswer(s.Id, s.Status.ToString().ToLowerInvariant(), s.Version, warnings);
        }

        return rejection;
    }
}

/// <param name="TemplateVersion">null for a template that came with the product: it gets its version here, in the same decision</param>
public sealed record CreateWorkflow(
    string Workflow, WorkflowDefinition Definition, TemplateText Template, int? TemplateVersion,
    ImmutableSortedDictionary<string, string> Parameters, RepositoryRef? Repository, bool Start) : WorkflowCommand(Workflow), ICommand
{
    public IEnumerable<string> Begins => [Streams.Workflow.Key(Workflow)];

    protected override bool Warns => true;

    public override async ValueTask<Rejection?> DecideAsync(Deciding deciding)
    {
        var (name, text, hash, size, description) = Template;
        if (TemplateVersion is null && await deciding.OnAsync(Streams.Template, name, s => Publish.Adopt(s, name, text, hash, size, description)) is { } full)
        {
            return full;
        }

        var version = TemplateVersion ?? (await deciding.LoadAsync(Streams.Template, name))!.Versions.First(v => v.Hash == hash).Version;
        return await AnswerAsync(deciding, await deciding.OnAsync(
            Streams.Workflow, Workflow, s => Plan.Decide(s, Workflow, Definition, name, version, Parameters, Repository, Start, deciding.Now)));
    }

    protected override Decision<IWorkflowEvent> Decide(Workflow s, DateTimeOffset now) => throw new NotSupportedException("Decided without a state.");
}

public sealed record StartWorkflow(string Workflow) : WorkflowCommand(Workflow)
{
    protected override bool Warns => true;

    protected override Decision<IWorkflowEvent> Decide(Workflow s, DateTimeOffset now) => Control.Start(s, now);
}

public sealed record PauseWorkflow(string Workflow, string Reason) : WorkflowCommand(Workflow)
{
    protected override Decision<IWorkflowEvent> Decide(Workflow s, DateTimeOffset now) => Control.Pause(s, Reason);
}

public sealed record ResumeWorkflow(string Workflow) : WorkflowCommand(Workflow)
{
    protected override Decision<IWorkflowEvent> Decide(Workflow s, DateTimeOffset now) => Control.Resume(s, now);
}

public sealed record CancelWorkflow(string Workflow, string Reason) : WorkflowCommand(Workflow)
{
    protected override Decision<IWorkflowEvent> Decide(Workflow s, DateTimeOffset now) => Control.Cancel(s, Reason);
}

public sealed record CheckpointWorkflow(string Workflow, string Name) : WorkflowCommand(Workflow)
{
    protected override Decision<IWorkflowEvent> Decide(Workflow s, DateTimeOffset now) => Control.Checkpoint(s, Name);
}

public sealed record RollBackWorkflow(string Workflow, string To, string Reason) : WorkflowCommand(Workflow)
{
    protected override Decision<IWorkflowEvent> Decide(Workflow s, DateTimeOffset now) => RollBack.Decide(s, To, Reason, now);
}

public sealed record RetryTask(string Workflow, string Task, string Reason) : WorkflowCommand(Workflow)
{
    public override ValueTask<long?> VersionAsync(Deciding deciding) => TaskAnswers.VersionAsync(deciding, Workflow, Task);

    protected override Decision<IWorkflowEvent> Decide(Workflow s, DateTimeOffset now) => Retry.Decide(s, Task, Reason, now);
}

public sealed record RetryGate(string Workflow, string Gate, string Reason) : WorkflowCommand(Workflow)
{
    public override Permission Needs => Permission.Review;

    protected override Decision<IWorkflowEvent> Decide(Workflow s, DateTimeOffset now) => Gates.Retry(s, Gate, Reason, now);
}
