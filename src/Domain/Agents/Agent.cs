using System.Collections.Immutable;
using Weft.Domain.Causality;

namespace Weft.Domain.Agents;

public sealed record Agent(string Id, AgentProfile Profile, AgentStatus Status, Performance Performance, long Version)
{
    public bool TakesWork => Status is AgentStatus.Active or AgentStatus.Suspect;

    public double Level(string skill)
    {
        foreach (var known in Profile.Skills)
        {
            if (known.Name == skill)
            {
                return known.Level;
            }
        }

        return 0;
    }

    public static Agent Evolve(Agent? state, IAgentEvent happened, Stamp stamp) => Apply(state, happened) with { Version = stamp.Version };

    private static Agent Apply(Agent? state, IAgentEvent happened) => (state, happened) switch
    {
        (null, AgentRegistered e) => new(e.AgentId, e.Profile, AgentStatus.Active, Performance.None, 0),
        (null, _) => throw new InvalidOperationException($"{happened.GetType().Name} before {nameof(AgentRegistered)}"),
        ({ } a, AgentRegistered e) => a with { Profile = e.Profile, Status = AgentStatus.Active },
        ({ } a, AgentProfileChanged e) => a with { Profile = e.Profile },
        ({ } a, AgentCapacityChanged e) => a with { Profile = a.Profile with { Capacity = e.Capacity } },
        ({ } a, AgentMeasured e) => a with { Performance = e.Performance, Profile = a.Profile with { Skills = e.Skills } },
        ({ } a, AgentDraining) => a with { Status = AgentStatus.Draining },
        ({ } a, AgentLeft) => a with { Status = AgentStatus.Left },
        ({ } a, AgentSuspected) => a with { Status = AgentStatus.Suspect },
        ({ } a, AgentLost) => a with { Status = AgentStatus.Lost },
        ({ } a, AgentRecovered) => a with { Status = AgentStatus.Active },
        _ => throw new InvalidOperationException($"No fold for {happened.GetType().Name}"),
    };

    /// <summary>Records compare arrays by reference; profiles are compared by content.</summary>
    internal static bool Same(AgentProfile a, AgentProfile b) =>
        a.Skills.SequenceEqual(b.Skills) && a with { Skills = ImmutableArray<Skill>.Empty } == b with { Skills = ImmutableArray<Skill>.Empty };
}
