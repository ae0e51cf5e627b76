using System.Collections.Immutable;
using Weft.Domain.Balancing;

namespace Weft.Projections.Balancing;

/// <summary>What a strategy did about a trigger.</summary>
/// <param name="Before">the trigger's figure when it was taken</param>
/// <param name="After">the figure at the end of the window after it, or with which the trigger was cleared before that; null until then, and where it is not known</param>
public sealed record StrategyTaken(string Strategy, DateTimeOffset At, string What, int Count, double Before, double? After = null)
{
    /// <summary>Of what was moved, all together: what was left where it was; null for what is no migration.</summary>
    public double? HereSeconds { get; init; }

    /// <summary>And where it went to.</summary>
    public double? ThereSeconds { get; init; }
}

/// <summary>A trigger from being raised to being cleared, and what was done about it.</summary>
public sealed record TriggerRow : IRow
{
    /// <summary>Position of the event that raised it, so that rows sort by time.</summary>
    public required string Id { get; init; }

    public required string Trigger { get; init; }

    public required TriggerKind Kind { get; init; }

    public required string Subject { get; init; }

    public required double Figure { get; init; }

    public required double Threshold { get; init; }

    public double? Baseline { get; init; }

    public ImmutableArray<KindReading>? Kinds { get; init; }

    public required double Latest { get; init; }

    public required DateTimeOffset RaisedAt { get; init; }

    public DateTimeOffset? ClearedAt { get; init; }

    /// <summary>Null while it stands, and where the figure was not known when it ended.</summary>
    public double? ClearedFigure { get; init; }

    public string? ClearedFor { get; init; }

    public ImmutableArray<StrategyTaken> Strategies { get; init; } = [];

    public bool Open { get; init; }

    /// <summary>With what a window came to; it is what strategies taken in the window before led to. Null: that is not known, and nothing changes.</summary>
    public TriggerRow Measured(double? figure) => figure is { } known ? Followed(known) with { Latest = known } : this;

    /// <summary>What was done after it was cleared led to this; its own figure stays what it was cleared with.</summary>
    public TriggerRow Followed(double figure) =>
        Strategies.All(s => s.After is not null) ? this : this with { Strategies = [.. Strategies.Select(s => s.After is null ? s with { After = figure } : s)] };

    public required long Position { get; init; }

    /// <summary>The policy's limit of launched agents: what was launched, what is allowed, and that it is so now.</summary>
    public static TriggerRow Of(AgentsScaled e, int window, Moment at) => new()
    {
        Id = IdOf(window, TriggerKind.Limits, ""),
        Trigger = e.Trigger,
        Kind = TriggerKind.Limits,
        Subject = "",
        Figure = e.From,
        Threshold = e.To,
        Latest = e.From,
        RaisedAt = at.At,
        ClearedAt = at.At,
        ClearedFigure = e.To,
        ClearedFor = e.Reason,
        Position = at.Position,
    };

    public static string IdOf(int window, TriggerKind kind, string subject) => FormattableString.Invariant($"{window:0000000000}/{BalanceState.KeyOf(kind, subject)}");
}
