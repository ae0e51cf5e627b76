using System.Collections.Immutable;
using Weft.Domain.Agents;

namespace Weft.Domain.Balancing;

/// <summary>Agents that launchers started: how many are wanted in the workspace, how they are shared between its launchers, and who is one too many.
/// What counts are the agents that are here, not what launchers say: whose agents went with it has none.</summary>
public static class Launched
{
    public static int Wanted(BalanceState? state, BalancingPolicy policy) => policy.Enabled ? Math.Clamp((state ?? BalanceState.None).Wanted, policy.MinAgents, policy.MaxAgents) : 0;

    /// <summary>One that drains takes nothing more, and its place may be filled.</summary>
    public static bool Counts(AgentStatus status) => status is AgentStatus.Active or AgentStatus.Suspect;

    /// <summary>What a launcher shall run: what it has, and whatever nobody has yet. Where there are more than are wanted, the launchers that come first by
    /// name keep theirs, so that all of them are told the same.</summary>
    public static int ShareOf(string launcher, IReadOnlyDictionary<string, int> running, int wanted)
    {
        var before = running.Where(r => string.CompareOrdinal(r.Key, launcher) < 0).Sum(r => r.Value);
        var keeps = Math.Min(running.GetValueOrDefault(launcher), Math.Max(0, wanted - before));
        return keeps + Math.Max(0, wanted - running.Values.Sum());
    }

    /// <summary>Launchers that asked at the same time were both told that one more is wanted: the second agent to come is refused.</summary>
    public static Rejection? Refuse(string agent, AgentProfile profile, IEnumerable<Agent> known, int wanted)
    {
        if (profile.Launcher is not { } launcher)
        {
            return null;
        }

        var launched = known.Where(a => a.Profile.Launcher is not null && Counts(a.Status)).ToList();
        return launched.Count < wanted || launched.Any(a => a.Id == agent) ? null : Rejection.Because(
            "agent.not-wanted", FormattableString.Invariant($"Launcher '{launcher}' may not start '{agent}': {wanted} launched agents are wanted in this workspace, and {launched.Count} are here."),
            ("launcher", launcher), ("wanted", FormattableString.Invariant($"{wanted}")), ("launched", FormattableString.Invariant($"{launched.Count}")));
    }
}
