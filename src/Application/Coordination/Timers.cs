namespace Weft.Application.Coordination;

/// <summary>Deadlines of a workspace, derived from state. When one rings it becomes a command, and the decider judges: an alarm that
/// rings early or late or twice changes nothing. What has ended meanwhile rings no more.</summary>
internal sealed partial class Timers(Presence presence, TimeProvider time)
{
    private readonly PriorityQueue<ICommand, DateTimeOffset> _due = new();

    public DateTimeOffset? Next => new[] { _tasks.Next, _agents.Next, _breakers.Next, _window, _due.TryPeek(out _, out var at) ? at : null }.Min();

    /// <summary>Everything that the state says will be due, and from here on what changes in it.</summary>
    public void Follow(Memory memory)
    {
        (_board, _sla) = (memory.Board, memory.Policy.SlaInForce());
        Watch(memory.Ledger);
        foreach (var workflow in memory.Board.Workflows.Values)
        {
            foreach (var item in workflow.Items.Values.Where(i => i.IsOpen))
            {
                Watch(workflow.Id, item);
            }
        }

        foreach (var agent in memory.Board.Agents.Values)
        {
            Watch(agent);
        }

        memory.Board.ItemChanged = Watch;
        memory.Board.AgentChanged = Watch;
        memory.Board.LedgerChanged = Watch;
    }

    public void Clear()
    {
        _due.Clear();
        _tasks.Clear();
        _agents.Clear();
        _breakers.Clear();
        _slices.Clear();
        _board = null;
        _window = null;
    }

    /// <summary>What is due now, each once.</summary>
    public List<ICommand> Ring()
    {
        // In microseconds, as deciders see it: what rings here is never a moment too early there.
        var now = time.GetUtcNow();
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        var rung = RingTasks(now).Concat(RingAgents(now)).Concat(RingBreakers(now)).Concat(RingWindow(now)).ToList();
        while (_due.TryPeek(out var command, out var at) && at <= now)
        {
            _due.Dequeue();
            rung.Add(command);
        }

        return rung;
    }
}
