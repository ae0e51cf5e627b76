using System.Collections.Immutable;
using Weft.Domain.Causality;

namespace Weft.Domain.Agents;

public sealed record Agent(string Id, AgentProfile Profile, AgentStatus Status, Performance Performance, long Version)
{
    /// <summary>Skills as last declared; <see cref="AgentProfile.Skills"/> holds the levels learnt since.</summary>
    public ImmutableArray<Skill> Declared { get; init; } = Profile.Skills;

    /// <summary>Learnt from its results, by kind of task.</summary>
    public ImmutableArray<Baseline> Baselines { get; init; } = [];

    /// <summary>Skills that it is learning by supervised tasks.</summary>
    public ImmutableArray<Training> Trainings { get; init; } = [];

    /// <summary>What was judged of its practice, the latest of each skill: the same work counts once, whatever becomes of the training.</summary>
    public ImmutableArray<ReviewedWork> Reviewed { get; init; } = [];

    /// <summary>Skills that it did not declare and has earned: declaring itself again does not unlearn them.</summary>
    public ImmutableArray<Skill> Earned { get; init; } = [];

    public ImmutableArray<string> FailedTrainings { get; init; } = [];

    /// <summary>It asked to finish and go: being lost and heard of again does not bring it new work.</summary>
    public bool Drains { get; init; }

    /// <summary>Null: closed, and nothing is counted.</summary>
    public BreakerState? Breaker { get; init; }

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

    public Training? TrainingIn(string skill) => Trainings.FirstOrDefault(t => t.Skill == skill);

    public static Agent Evolve(Agent? state, IAgentEvent happened, Stamp stamp) => Apply(state, happened, stamp.At) with { Version = stamp.Version };

    private static Agent Apply(Agent? state, IAgentEvent happened, DateTimeOffset at) => (state, happened) switch
    {
        (null, AgentRegistered e) => new(e.AgentId, e.Profile, AgentStatus.Active, Performance.None, 0),
        (null, _) => throw new InvalidOperationException($"{happened.GetType().Name} before {nameof(AgentRegistered)}"),
        ({ } a, AgentRegistered e) => a.Declare(e.Profile) with { Status = AgentStatus.Active, Drains = false },
        ({ } a, AgentProfileChanged e) => a.Declare(e.Profile),
        ({ } a, AgentCapacityChanged e) => a with { Profile = a.Profile with { Capacity = e.Capacity } },
        ({ } a, AgentMeasured e) => a with
        {
            Performance = e.Performance,
            Profile = a.Profile with { Skills = e.Skills },
            Baselines = e.Baselines ?? a.Baselines,
        },
        ({ } a, TrainingStarted e) => a with { Trainings = a.Trainings.Add(new(e.Skill, e.Level, e.Supervisor, e.Trigger, 0, 0)) },
        ({ } a, PracticeHandedIn e) => Train.HandedIn(a, e, at),
        ({ } a, TrainingReviewed e) => Train.Reviewed(a, e, at),
        ({ } a, SupervisorChanged e) => Supervisors.Changed(a, e),
        ({ } a, SkillEarned e) => Train.Earned(a, e),
        ({ } a, TrainingEnded e) => Train.Ended(a, e),
        ({ } a, AgentDraining) => a with { Status = AgentStatus.Draining, Drains = true },
        ({ } a, AgentLeft) => a with { Status = AgentStatus.Left },
        ({ } a, AgentSuspected) => a with { Status = AgentStatus.Suspect },
        ({ } a, AgentLost) => a with { Status = AgentStatus.Lost },
        ({ } a, IBreakerEvent e) => a with { Breaker = BreakerState.Evolve(a.Breaker, e, at) },
        ({ } a, AgentRecovered) => a with { Status = a.Drains ? AgentStatus.Draining : AgentStatus.Active },
        _ => throw new InvalidOperationException($"No fold for {happened.GetType().Name}"),
    };

    /// <summary>Whether it declared just this before. Records compare arrays by reference; profiles are compared by content.</summary>
    internal bool Declares(AgentProfile profile) => Declared.SequenceEqual(profile.Skills) && (Profile.Roles ?? []).SequenceEqual(profile.Roles ?? [])
        && Profile with { Skills = [], Roles = null } == profile with { Skills = [], Roles = null };

    /// <summary>A skill that is declared as before keeps the level learnt since: a restart does not unlearn.</summary>
    private Agent Declare(AgentProfile profile) => this with
    {
        Profile = profile with
        {
            Skills =
            [
                .. profile.Skills.Select(s => Declared.Contains(s) ? s with { Level = Level(s.Name) } : s),
                .. Earned.Where(e => profile.Skills.All(s => s.Name != e.Name)).Select(e => e with { Level = Level(e.Name) }),
            ],
        },
        Declared = profile.Skills,
    };
}
