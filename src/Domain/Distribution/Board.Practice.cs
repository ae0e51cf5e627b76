using Weft.Domain.Agents;

namespace Weft.Domain.Distribution;

/// <summary>What agents have for practice and nobody has reviewed.</summary>
public sealed partial class Board
{
    private int Unreviewed(Agent agent, Training training) => training.Awaiting.Length
        + _places.Count(p => p.Value.Holder == agent.Id && _workflows[p.Key.Workflow].Items[p.Key.Task].Practising.Any(x => x.Skill == training.Skill));

    /// <summary>Asked again at each grant: a decision gives an agent with several places several tasks at once.</summary>
    private bool MayPractise(Agent agent, Choice choice) =>
        (choice.Why.Supervised ?? []).All(s => agent.TrainingIn(s) is { } training && Unreviewed(agent, training) < Train.MostUnreviewed);
}
