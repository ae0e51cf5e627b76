using Weft.Contracts;
using Weft.Domain.Balancing;

namespace Weft.Api.Balancing;

/// <summary>The balancing part of a policy as the API says it, and the other way round.</summary>
internal static class BalancingViews
{
    public static BalancingBody View(this BalancingPolicy p) => new(
        p.Enabled, p.WindowSeconds, p.RaiseAfterWindows, p.ClearShare, p.UtilisationDifference, p.PendingTasks, p.Slowdown, p.ReworkIncrease, p.Migrate, p.Prioritise, p.Train,
        p.MinAgents, p.MaxAgents, p.ScaleCooldownSeconds, p.ReservedShare, p.SurgeShare);

    public static BalancingPolicy Policy(this BalancingBody b) => new()
    {
        Enabled = b.Enabled,
        WindowSeconds = b.WindowSeconds,
        RaiseAfterWindows = b.RaiseAfterWindows,
        ClearShare = b.ClearShare,
        UtilisationDifference = b.UtilisationDifference,
        PendingTasks = b.PendingTasks,
        Slowdown = b.Slowdown,
        ReworkIncrease = b.ReworkIncrease,
        Migrate = b.Migrate,
        Prioritise = b.Prioritise,
        Train = b.Train,
        MinAgents = b.MinAgents,
        MaxAgents = b.MaxAgents,
        ScaleCooldownSeconds = b.ScaleCooldownSeconds,
        ReservedShare = b.ReservedShare,
        SurgeShare = b.SurgeShare,
    };
}
