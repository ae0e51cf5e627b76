using Weft.Domain.Workflows;

namespace Weft.Application.Coordination;

/// <summary>This node's ownership of a workspace: the epoch, and what it holds in memory under it. Anything uncertain ends it; the
/// next one starts from what is stored, under a higher epoch.</summary>
internal sealed class Tenure(string workspace, MailboxTools tools, Presence presence)
{
    /// <summary>How long a displaced owner keeps away, so that two nodes do not take a workspace from each other with every command.</summary>
    public static readonly TimeSpan KeepsAway = TimeSpan.FromSeconds(5);

    private DateTimeOffset _awayUntil = DateTimeOffset.MinValue;

    public string Workspace { get; } = workspace;

    public Timers Timers { get; } = new(presence, tools.Time);

    public Learning Learning { get; } = new();

    public Memory? Memory { get; private set; }

    public long Epoch { get; private set; }

    public long Position { get; private set; }

    public bool IsAway => tools.Time.GetUtcNow() < _awayUntil;

    /// <summary>From here on the owner before cannot write, and this node knows all that it wrote.</summary>
    public async Task TakeAsync()
    {
        Epoch = await tools.Recovery.TakeAsync(Workspace, tools.Node, CancellationToken.None);
        var memory = await tools.Recovery.LoadAsync(Workspace, CancellationToken.None);
        foreach (var workflow in memory.Board.Workflows.Values)
        {
            foreach (var item in workflow.Items.Values.Where(i => i.IsOpen))
            {
                Timers.Watch(workflow.Id, item);
                Timers.WatchLease(workflow.Id, item);
            }
        }

        foreach (var agent in memory.Board.Agents.Values)
        {
            Timers.Watch(agent);
        }

        memory.Board.ItemChanged = Timers.Watch;
        memory.Board.AgentChanged = Timers.Watch;
        memory.Happened = Learning.Note;
        Memory = memory;
        Reach(memory.Position);
    }

    public void Reach(long position) => Position = Math.Max(Position, position);

    public void End()
    {
        Memory = null;
        Timers.Clear();
        Learning.Forget();
        presence.ForgetLeases();
    }

    /// <summary>Another node took the workspace.</summary>
    public void Lose()
    {
        End();
        _awayUntil = tools.Time.GetUtcNow() + KeepsAway;
    }
}
