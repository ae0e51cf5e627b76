using System.Collections.Immutable;

namespace Weft.Domain.Agents;

/// <summary>Learning from results. The first five are written down at once, since of a new agent each one tells much; then every fifth, so that
/// learning costs a fifth of an event a task.</summary>
public static class Measure
{
    public const int Every = 5;
    private const double Weight = 0.2;
    private const double SkillStep = 0.02;

    /// <param name="tally">with the results that are not written down yet</param>
    /// <param name="unwritten">how many these are</param>
    public static bool IsDue(Performance tally, int unwritten) => unwritten >= Every || tally.Results - unwritten < Every;

    /// <summary>The tally in memory between two events; lost on a restart, which costs at most four results of learning, and none of the first five.</summary>
    public static Performance Add(Performance tally, bool succeeded, double durationSeconds, double estimateSeconds) => succeeded
        ? tally with
        {
            Completed = tally.Completed + 1,
            PaceRatio = estimateSeconds <= 0 ? tally.PaceRatio
                : Math.Round((tally.PaceRatio * (1 - Weight)) + (Weight * Math.Clamp(durationSeconds / estimateSeconds, 0.01, 100)), 4),
        }
        : tally with { Failed = tally.Failed + 1 };

    /// <summary>Levels of the skills that were used rise a little with success and fall faster with failure; never past 0 or 1.</summary>
    public static Decision<IAgentEvent> Decide(Agent? state, Performance tally, ImmutableArray<string> skillsUsed, int succeeded, int failed,
        ImmutableArray<Baseline>? baselines = null)
    {
        if (state is null || state.Status == AgentStatus.Left || tally == state.Performance)
        {
            return Decision<IAgentEvent>.Nothing;
        }

        var skills = state.Profile.Skills.Select(s => skillsUsed.Contains(s.Name)
            ? s with { Level = Math.Round(Math.Clamp(s.Level + (SkillStep * succeeded * (1 - s.Level)) - (2 * SkillStep * failed), 0, 1), 4) }
            : s).ToImmutableArray();
        return Decision<IAgentEvent>.Accept(new AgentMeasured(tally, skills) { Baselines = baselines });
    }
}
