using System.Collections.Immutable;
using Weft.Domain.Causality;

namespace Weft.Domain.Distribution;

public interface IAssignmentEvent;

/// <summary>One decision of the distributor with its complete inputs: matrix, losers and reasons are computed from it again on request, by
/// the version of the chooser named here. Large ones are written in parts.</summary>
/// <param name="Decision">hash of the inputs; the assignments that followed name it</param>
/// <param name="Part">1 to <paramref name="Parts"/></param>
public sealed record AssignmentDecided(
    string Decision, int Part, int Parts, string Chooser, int PolicyVersion, ChoiceWeights Weights, ImmutableArray<OpenTask> Tasks,
    ImmutableArray<AgentState> Agents) : IAssignmentEvent
{
    /// <summary>Null in records from before there were rules beside the weights.</summary>
    public ChoiceRules? Rules { get; init; }

    /// <summary>How many places tasks that are not urgent could have in all; null: no fewer than each agent had for them.</summary>
    public int? Ordinary { get; init; }
}

/// <summary>The workspace's assignment stream grows with every decision; what is known of it follows from its last event alone, so that
/// taking a workspace up does not read the others.</summary>
public sealed record AssignmentLog(string Last, long Version)
{
    public static AssignmentLog Evolve(AssignmentLog? state, IAssignmentEvent happened, Stamp stamp) => happened switch
    {
        AssignmentDecided e => new AssignmentLog(e.Decision, stamp.Version),
        _ => throw new InvalidOperationException($"No fold for {happened.GetType().Name} after {state?.Last}"),
    };
}
