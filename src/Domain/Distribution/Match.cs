using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>Whether an agent can take a task, and the reason code when it cannot.</summary>
public static class Match
{
    public const string NotTakingWork = "agent-not-active";
    public const string MergeLaneBusy = "merge-lane-busy";
    public const string DoesNotMerge = "does-not-merge";
    public const string AtCapacity = "at-capacity";
    public const string SkillMissing = "skill-missing";
    public const string SkillTooLow = "skill-too-low";

    /// <summary>It is learning a skill of the task, and as much as may be of its practice waits for a review or is under way.</summary>
    public const string Unreviewed = "practice-unreviewed";

    /// <summary>What the task touches belongs to others.</summary>
    public const string OutsideDomain = "outside-domain";

    /// <summary>The class of the task is for other tiers.</summary>
    public const string TierTooLow = "tier-too-low";

    /// <summary>Another agent has for itself what the task touches.</summary>
    public const string SliceHeld = "slice-held";
    public const string BreakerOpen = "breaker-open";

    /// <summary>Followed by the reason: excluded:failed-here.</summary>
    public const string Excluded = "excluded:";

    /// <summary>The reason of an exclusion: balancing moved the task away from the agent, and keeps it from there for a while.</summary>
    public const string Moved = "moved";

    /// <summary>The reason of an exclusion: the agent became slow, and others would end the task sooner.</summary>
    public const string Slow = "slow";

    /// <summary>What is free is held back for urgent tasks.</summary>
    public const string Reserved = "reserved";

    public static bool InMergeLane(ReadyTask task) => task.Kind is WorkKind.Merge or WorkKind.Revert;

    public static string? WhyNot(ReadyTask task, Candidate candidate)
    {
        var agent = candidate.Agent;
        if (!agent.TakesWork)
        {
            return NotTakingWork;
        }

        if (InMergeLane(task))
        {
            return !agent.Profile.Merges ? DoesNotMerge : candidate.MergeFree ? null : MergeLaneBusy;
        }

        if (SkillGap(task, candidate) is { } gap)
        {
            return gap;
        }

        return candidate.Free > 0 ? null : AtCapacity;
    }

    private static string? SkillGap(ReadyTask task, Candidate candidate)
    {
        foreach (var skill in task.Skills)
        {
            var level = candidate.Agent.Level(skill.Name);
            if (level <= 0)
            {
                return SkillMissing;
            }

            if (level < skill.MinLevel)
            {
                return SkillTooLow;
            }
        }

        return null;
    }
}
