using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Access;
using Weft.Domain.Workspaces;

namespace Weft.Application.Workspaces;

/// <summary>A node makes itself the owner; the first time, this creates the workspace.</summary>
internal sealed record TakeWorkspace(long Epoch, string Node) : ICommand
{
    public Permission Needs => Permission.Administer;

    public async ValueTask<Rejection?> DecideAsync(Deciding deciding)
    {
        if (await deciding.LoadAsync(Streams.Workspace, "") is null)
        {
            await deciding.EmitAsync(Streams.Workspace, "", new WorkspaceCreated(deciding.Memory.Workspace));
        }

        await deciding.EmitAsync(Streams.Workspace, "", new WorkspaceOwned(Epoch, Node));
        return null;
    }
}

/// <summary>Wakes a mailbox, so that it takes its workspace up.</summary>
internal sealed record Nudge : ICommand
{
    public Permission Needs => Permission.Administer;

    public ValueTask<Rejection?> DecideAsync(Deciding deciding) => ValueTask.FromResult<Rejection?>(null);
}

/// <summary>Taking a mailbox up creates its workspace; this answers when that is done.</summary>
public sealed record CreateWorkspace(string Name) : ICommand
{
    public Permission Needs => Permission.Administer;

    public async ValueTask<Rejection?> DecideAsync(Deciding deciding)
    {
        var workspace = await deciding.LoadAsync(Streams.Workspace, "");
        deciding.Answer = new WorkspaceAnswer(Name, workspace?.Version ?? 0);
        return null;
    }
}

public sealed record SetPolicy(PolicyChange Change) : ICommand
{
    public Permission Needs => Permission.Administer;

    public async ValueTask<long?> VersionAsync(Deciding deciding) => (await deciding.LoadAsync(Streams.Workspace, ""))?.Version;

    public async ValueTask<Rejection?> DecideAsync(Deciding deciding)
    {
        var rejection = await deciding.OnAsync(Streams.Workspace, "", state => ChangePolicy.Decide(state!, Change));
        deciding.Answer = new WorkspaceAnswer(deciding.Memory.Workspace, (await deciding.LoadAsync(Streams.Workspace, ""))!.Version);
        return rejection;
    }
}
