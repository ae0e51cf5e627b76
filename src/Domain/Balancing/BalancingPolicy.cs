namespace Weft.Domain.Balancing;

/// <summary>When the workspace's load counts as out of balance, and what may be done about it. The thresholds are the specification's.</summary>
public sealed record BalancingPolicy
{
    /// <summary>Both reserves together.</summary>
    private const double MostHeld = 0.9;

    public static BalancingPolicy Default { get; } = new();

    public bool Enabled { get; init; } = true;

    public double WindowSeconds { get; init; } = 60;

    /// <summary>A trigger is raised after so many windows above its threshold in a row.</summary>
    public int RaiseAfterWindows { get; init; } = 2;

    /// <summary>It is cleared at this share of its threshold, and not before.</summary>
    public double ClearShare { get; init; } = 0.7;

    /// <summary>More than this between the most and the least used agent.</summary>
    public double UtilisationDifference { get; init; } = 0.30;

    /// <summary>More than so many tasks that could start and have nobody.</summary>
    public int PendingTasks { get; init; } = 5;

    /// <summary>An agent is slower than the learnt baseline by more than this share of it.</summary>
    public double Slowdown { get; init; } = 0.20;

    /// <summary>An agent's share of work that is done again is above the learnt one by more than this.</summary>
    public double ReworkIncrease { get; init; } = 0.10;

    /// <summary>Waiting and checkpointed tasks may be moved to less used agents.</summary>
    public bool Migrate { get; init; } = true;

    /// <summary>Tasks on the critical path may overtake others.</summary>
    public bool Prioritise { get; init; } = true;

    /// <summary>Agents may be given supervised tasks of a skill that they do not have. Turned off, no training begins; those under way go on to their end.</summary>
    public bool Train { get; init; }

    /// <summary>So many agents are kept running by the launcher, and at most <see cref="MaxAgents"/>; 0 and 0: nothing is launched.</summary>
    public int MinAgents { get; init; }

    public int MaxAgents { get; init; }

    public double ScaleCooldownSeconds { get; init; } = 120;

    /// <summary>Share of all places of the active agents together that is held back, the last free ones, for urgent work (see the urgent priority of
    /// the policy's rules).</summary>
    public double ReservedShare { get; init; }

    /// <summary>Share of all places that is held back beside it until a surge comes: everything may have it while the trigger of what waits stands. Only
    /// while balancing is enabled: nothing sees a surge otherwise.</summary>
    public double SurgeShare { get; init; }

    /// <summary>How many of so many places are held back: at least one where any is, and never the only one.</summary>
    /// <param name="surge">more waits than usual</param>
    public int ReservedOf(int places, bool surge) => Math.Min(Math.Max(0, places - 1), Held(places, ReservedShare) + (Enabled && !surge ? Held(places, SurgeShare) : 0));

    private static int Held(int places, double share) => share <= 0 ? 0 : (int)Math.Ceiling(Math.Round(places * share, 6));

    /// <summary>What is wrong with it, if anything.</summary>
    public static Rejection? Check(BalancingPolicy p) =>
        Bad("windowSeconds", p.WindowSeconds, 1, 86_400)
        ?? Bad("raiseAfterWindows", p.RaiseAfterWindows, 1, 100)
        ?? Bad("clearShare", p.ClearShare, 0, 1)
        ?? Bad("utilisationDifference", p.UtilisationDifference, 0.01, 1)
        ?? Bad("pendingTasks", p.PendingTasks, 1, 100_000)
        ?? Bad("slowdown", p.Slowdown, 0.01, 100)
        ?? Bad("reworkIncrease", p.ReworkIncrease, 0.01, 1)
        ?? Bad("maxAgents", p.MaxAgents, 0, 1_000)
        ?? Bad("minAgents", p.MinAgents, 0, 1_000)
        ?? (p.MinAgents <= p.MaxAgents ? null : Rejection.Because("balancing.bad-value", FormattableString.Invariant(
            $"balancing.minAgents ({p.MinAgents}) may not be above balancing.maxAgents ({p.MaxAgents}); the section counts as a whole, so say both."), ("field", "balancing.minAgents")))
        ?? Bad("scaleCooldownSeconds", p.ScaleCooldownSeconds, 0, 86_400)
        ?? Bad("reservedShare", p.ReservedShare, 0, MostHeld)
        ?? Bad("surgeShare", p.SurgeShare, 0, Math.Round(MostHeld - p.ReservedShare, 6));

    private static Rejection? Bad(string field, double value, double least, double most) => value >= least && value <= most ? null : Rejection.Because(
        "balancing.bad-value", FormattableString.Invariant($"balancing.{field} must be {least}-{most}, not {value}."), ("field", $"balancing.{field}"));
}
