using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>What of the board waits for an agent and for nothing else.</summary>
public sealed partial class Board
{
    /// <summary>Work and checks that could be given out now if there were agents, by who can have them: of each running run no more than it has
    /// places left, the most urgent kinds first.</summary>
    public IEnumerable<(OpenTask First, int Count)> Waiting()
    {
        Analyse();
        var left = _workflows.Values.Where(w => w.Status == WorkflowStatus.Running)
            .ToDictionary(w => w.Id, w => w.PlacesLeft, StringComparer.Ordinal);
        foreach (var kind in _ready.Values.Where(k => k.Min is { InMergeLane: false }).OrderBy(k => k.Min!, Precedence.Order))
        {
            var waiting = kind.Where(t => left.GetValueOrDefault(t.Workflow) > 0 && left[t.Workflow]-- > 0).ToList();
            if (waiting.Count > 0)
            {
                yield return (waiting[0], waiting.Count);
            }
        }
    }
}
