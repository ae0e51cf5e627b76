using System.Collections.Immutable;
using Weft.Domain.Agents;
using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>Whether the class of a task decides which tiers get it: not at all; those that it names go first, others only where none of them
/// has a place; those alone.</summary>
public enum TierMode { Off, Prefer, Require }

/// <summary>The least level, in everything that a task asks for, at which each tier is eligible; null: that tier is not.</summary>
public sealed record TierLevels(double? Junior, double? Senior, double? Architect)
{
    public double? Of(AgentTier tier) => tier switch { AgentTier.Junior => Junior, AgentTier.Senior => Senior, _ => Architect };
}

/// <summary>Who is eligible for which class of tasks.</summary>
public sealed record ClassTiers(TierLevels Simple, TierLevels Moderate, TierLevels Complex)
{
    /// <summary>Simple: everybody. Moderate: seniors and architects. Complex: architects, and seniors who are at home in all that it asks for.</summary>
    public static ClassTiers Default { get; } = new(new(0, 0, 0), new(null, 0, 0), new(null, 0.8, 0));

    public TierLevels Of(Complexity complexity) => complexity switch { Complexity.Simple => Simple, Complexity.Moderate => Moderate, _ => Complex };
}

/// <summary>What a workspace's policy says about who may have what, beside the weights.</summary>
/// <param name="UrgentPriority">tasks of at least this priority may use the places that are held back</param>
public sealed record ChoiceRules(int UrgentPriority, TierMode Tiers, ClassTiers Classes)
{
    public static ChoiceRules Default { get; } = new(800, TierMode.Prefer, ClassTiers.Default);

    /// <summary>Of decisions from before there were any.</summary>
    public static ChoiceRules None { get; } = new(0, TierMode.Off, ClassTiers.Default);

    /// <summary>What is wrong with them, if anything.</summary>
    public static Rejection? Check(ChoiceRules rules)
    {
        if (rules.UrgentPriority is < 0 or > 1000)
        {
            return Rejection.Because("distribution.bad-urgent-priority", "urgentPriority must be 0-1000.", ("field", "urgentPriority"));
        }

        foreach (var (name, levels) in ((string, TierLevels)[])[("simple", rules.Classes.Simple), ("moderate", rules.Classes.Moderate), ("complex", rules.Classes.Complex)])
        {
            double?[] each = [levels.Junior, levels.Senior, levels.Architect];
            if (each.Any(l => l is not (null or (>= 0 and <= 1))))
            {
                return Rejection.Because("distribution.bad-tier-level", $"The levels of class '{name}' must be 0-1, or none for a tier that is not eligible.", ("field", name));
            }

            if (each.All(l => l is null))
            {
                return Rejection.Because("distribution.bad-class", $"Class '{name}' would have no eligible tier: its tasks would never be done.", ("field", name));
            }
        }

        return null;
    }
}

/// <summary>Something with an owner that a task will touch.</summary>
/// <param name="Resource">as the task names it</param>
/// <param name="Roles">any of these may touch it</param>
/// <param name="Agents">and these</param>
public sealed record OwnedResource(string Resource, string Domain, ImmutableArray<string> Roles, ImmutableArray<string> Agents)
{
    public bool Admits(AgentState agent)
    {
        foreach (var role in agent.Roles ?? [])
        {
            if (Roles.Contains(role))
            {
                return true;
            }
        }

        return Agents.Contains(agent.Id);
    }
}

/// <summary>Something that a task will touch and an agent has for itself now.</summary>
public sealed record SlicedResource(string Resource, string Agent);

/// <summary>An agent that shall not get a task, and why, for example because it failed there before.</summary>
public sealed record Exclusion(string Agent, string Reason);
