using Weft.Application.Conflicts;
using Weft.Application.EventStore;
using Weft.Application.Workflows;
using Weft.Domain.Conflicts;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;

namespace Weft.Application.Coordination;

/// <summary>What a workspace's state says that its sagas must be waiting for. Told again whenever a node takes the workspace, so that
/// losing saga documents or scheduled messages loses no deadline.</summary>
internal static class OpenDeadlines
{
    public static async Task<List<object>> OfAsync(Memory memory)
    {
        var found = new List<object>();
        foreach (var workflow in memory.Board.Workflows.Values)
        {
            found.AddRange(workflow.Gates.Values
                .Where(g => g is { Status: GateStatus.Waiting or GateStatus.Open, DeadlineAt: not null })
                .Select(g => new AwaitGate(workflow.Id, g.Name, g.Run, g.DeadlineAt!.Value)));
            foreach (var item in workflow.Items.Values.Where(i => i is { Status: WorkStatus.Conflicted, ConflictId: not null }))
            {
                var conflict = (Conflict?)(await memory.LoadAsync(Streams.Conflict, Streams.Conflict.Key(item.ConflictId!))).State;
                if (conflict is { IsOpen: true, Level: < Resolve.MaxLevel })
                {
                    found.Add(new AwaitAnswer(conflict.Id, conflict.Level, conflict.Since));
                }
            }
        }

        return found;
    }
}
