using Weft.Application.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;

namespace Weft.Application.Coordination;

/// <summary>This node's ownership of a workspace: the epoch, and what it holds in memory under it. Anything uncertain ends it; the
/// next one starts from what is stored, under a higher epoch.</summary>
internal sealed class Tenure(string workspace, MailboxTools tools, Presence presence)
{
    /// <summary>How long a displaced owner keeps away, so that two nodes do not take a workspace from each other with every command.</summary>
    public static readonly TimeSpan KeepsAway = TimeSpan.FromSeconds(5);

    private DateTimeOffset _awayUntil = DateTimeOffset.MinValue;
    private readonly Predictions _predictions = new();
    private bool _watching;

    public string Workspace { get; } = workspace;

    public Timers Timers { get; } = new(presence, tools.Time);

    public Learning Learning { get; } = new();

    public Memory? Memory { get; private set; }

    public long Epoch { get; private set; }

    public long Position { get; private set; }

    /// <summary>No run is open and nothing will ever ring.</summary>
    public bool IsAtRest => Memory is { Board.Workflows.Count: 0 } && Timers.Next is null;

    public bool IsAway => tools.Time.GetUtcNow() < _awayUntil;

    /// <summary>From here on the owner before cannot write, and this node knows all that it wrote.</summary>
    public async Task TakeAsync()
    {
        Epoch = await tools.Ownership.TakeAsync(Workspace, tools.Node, CancellationToken.None);
        var memory = await tools.Recovery.LoadAsync(Workspace, CancellationToken.None);
        Timers.Follow(memory);
        memory.Happened = (before, happened, at) =>
        {
            Learning.Note(before, happened, at);
            _predictions.Note(before, happened, at);
            memory.Gauge.Note(before, happened, at);
        };
        (memory.Gauge.Vitals, memory.Gauge.Said) = (presence.TakeVitals, presence.SaidOf);
        memory.Board.Told = presence.ProcessorOf;
        Memory = memory;
        Reach(memory.Position);
    }

    /// <summary>While anything is to be done, or something stands, windows follow one another. A window that runs goes on when nothing is to be done
    /// for a moment: what was done in it before counts.</summary>
    public void KeepWatch(Memory memory)
    {
        var active = memory.Board.Workflows.Count > 0 || Rebalance.Continues(memory.Balance, memory.Policy.BalancingInForce());
        if (active && Timers.WatchWindow(memory.Policy.BalancingInForce().WindowSeconds) && !_watching)
        {
            memory.Gauge.Begin(tools.Time.GetUtcNow());
            presence.TakeVitals();
        }

        _watching = active;
        Timers.WatchClocks(memory.Policy.SlaInForce());
    }

    /// <summary>After a commit: what it taught about agents, and how good the predictions were.</summary>
    public IEnumerable<ICommand> Lessons()
    {
        _predictions.Record();
        return
        [
            .. Learning.FailedPractice(Memory!.Board.Agents).Select(p => new FailPractice(p.Agent, p.Skill, p.Work)),
            .. Learning.Learn(Memory.Board.Agents).Select(l => new MeasureAgent(l)),
        ];
    }

    public void Reach(long position) => Position = Math.Max(Position, position);

    public void End()
    {
        Memory = null;
        _watching = false;
        Timers.Clear();
        Learning.Forget();
        _predictions.Forget();
        presence.ForgetLeases();
    }

    /// <summary>Another node took the workspace.</summary>
    public void Lose()
    {
        End();
        _awayUntil = tools.Time.GetUtcNow() + KeepsAway;
    }
}
