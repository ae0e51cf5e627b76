using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>What of the board waits for an agent and for nothing else.</summary>
public sealed partial class Board
{
    /// <summary>Work and checks that could be given out now if there were agents, by what they ask for: of each running run no more than it has
    /// places left, the most urgent groups first.</summary>
    public IEnumerable<(OpenTask First, int Count)> Waiting()
    {
        var left = _workflows.Values.Where(w => w.Status == WorkflowStatus.Running)
            .ToDictionary(w => w.Id, w => w.PlacesLeft, StringComparer.Ordinal);
        foreach (var group in _ready.Values.Where(g => g.Tasks.Min is { InMergeLane: false }).OrderBy(g => g.Tasks.Min!, Precedence.Order))
        {
            var waiting = group.Tasks.Where(t => left.GetValueOrDefault(t.Workflow) > 0 && left[t.Workflow]-- > 0).ToList();
            if (waiting.Count > 0)
            {
                yield return (group.Analysis(Ledger).Apply(waiting[0]), waiting.Count);
            }
        }
    }
}
