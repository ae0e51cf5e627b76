using Weft.Application.EventStore;
using Weft.Application.Workspaces;

namespace Weft.Application.Coordination;

/// <summary>Which workspaces are decided here.</summary>
public sealed partial class Mailboxes
{
    public Ownership Ownership => _tools.Ownership;

    /// <summary>True while this node holds the workspace in memory: its commands are decided here without asking.</summary>
    public bool Holds(string workspace) => _boxes.TryGetValue(workspace, out var box) && box is { IsValueCreated: true, Value.IsHeld: true };

    /// <summary>Workspaces in which something is open, and where their owners are reached.</summary>
    public Task<IReadOnlyList<(string Workspace, string? Address)>> LiveAsync(CancellationToken cancellation) => OwnerCheckpoint.LiveAsync(database, cancellation);

    /// <summary>Workspaces that were live when the server went down are taken up at once: their leases and deadlines run. Those in which nothing
    /// was open wait until somebody asks for them; what another server holds is left to it.</summary>
    public async Task ResumeAsync(CancellationToken cancellation)
    {
        foreach (var (workspace, address) in await LiveAsync(cancellation))
        {
            if (address is null || Ownership.Address is null || address == Ownership.Address)
            {
                TakeUp(workspace);
            }
        }
    }

    public void TakeUp(string workspace)
    {
        if (!_stopping)
        {
            _ = BoxOf(workspace).SendAsync(new Letter(new Nudge(), Sender.System(workspace)));
        }
    }
}
