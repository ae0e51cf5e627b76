using System.Collections.Immutable;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Domain;
using Weft.Domain.Conflicts;
using Weft.Domain.Workflows;

namespace Weft.Application.Workflows;

/// <summary>A merge met a conflict. It gets a stream of its own; under the priority approach it is settled in the same decision.</summary>
public sealed record ReportConflict(
    string Workflow, string Task, Holder Holder, string? Base, string Ours, string Theirs, ImmutableArray<ConflictedFile> Files) : TaskCommand(Workflow, Task, Holder)
{
    public override async ValueTask<Rejection?> DecideAsync(Deciding deciding)
    {
        var id = deciding.NewId();
        var of = (await deciding.LoadAsync(Streams.Workflow, Workflow))?.Item(Task)?.Subject ?? "";
        var rejection = await deciding.OnWorkflowAsync(Workflow, s => Merge.Conflict(s, Task, Holder, id, Base, Ours, Theirs, Files, deciding.Now));
        if (rejection is not null)
        {
            return rejection;
        }

        var conflicted = deciding.Emitted.Select(e => e.Event).OfType<MergeConflicted>().Single();
        await deciding.EmitAsync(Streams.Conflict, id, new ConflictDetected(id, Workflow, of, conflicted.With, Base, Ours, Theirs, Files));
        if (deciding.Emitted.Select(e => e.Event).OfType<TaskYielded>().SingleOrDefault() is { } yielded)
        {
            await deciding.EmitAsync(Streams.Conflict, id, new ConflictYielded(yielded.Task, yielded.To, yielded.Why));
        }

        deciding.Answer = new Contracts.ConflictAnswer(id, "detected", 1);
        return null;
    }

    protected override Decision<IWorkflowEvent> Decide(Workflow s, Deciding deciding) => throw new NotSupportedException("Decided over two streams.");
}
