using System.Collections.Immutable;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Access;
using Weft.Domain.Conflicts;
using Weft.Domain.Workflows;

namespace Weft.Application.Conflicts;

/// <summary>A person's answer: the conflict ends and the merge is done again with it, in one transaction.</summary>
public sealed record ResolveConflict(string Conflict, ImmutableArray<ResolvedFile> Files) : ICommand
{
    public Permission Needs => Permission.Review;

    public async ValueTask<long?> VersionAsync(Deciding deciding) => (await deciding.LoadAsync(Streams.Conflict, Conflict))?.Version;

    public async ValueTask<Rejection?> DecideAsync(Deciding deciding)
    {
        var before = await deciding.LoadAsync(Streams.Conflict, Conflict);
        var by = deciding.Sender.Actor.Name;
        var rejection = await deciding.OnAsync(Streams.Conflict, Conflict, s => Resolve.Decide(s, Conflict, by, Files));
        if (rejection is null && before is { IsOpen: true })
        {
            rejection = await deciding.OnWorkflowAsync(before.Workflow, s => Merge.Answer(s, before.Task, Conflict, by, Files, deciding.Now));
        }

        if (rejection is null && await deciding.LoadAsync(Streams.Conflict, Conflict) is { } after)
        {
            deciding.Answer = new ConflictAnswer(Conflict, after.Status.ToString().ToLowerInvariant(), after.Version);
        }

        return rejection;
    }
}

/// <summary>Sent by the conflict saga when nobody answered in time.</summary>
public sealed record EscalateConflict(string Conflict, int FromLevel, string Reason) : ICommand
{
    public Permission Needs => Permission.Administer;

    public ValueTask<Rejection?> DecideAsync(Deciding deciding) =>
        deciding.OnAsync(Streams.Conflict, Conflict, s => Resolve.Escalate(s, FromLevel, Reason));
}
