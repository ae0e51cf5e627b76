using Weft.Domain.Agents;

namespace Weft.Domain.Distribution;

/// <summary>What agents have for practice and nobody has reviewed.</summary>
public sealed partial class Board
{
    private int Unreviewed(Agent agent, Training training) => training.Awaiting.Length
        + _places.Count(p => p.Value.Holder == agent.Id && _workflows[p.Key.Workflow].Items[p.Key.Task].Practising.Any(x => x.Skill == training.Skill));
}
