using System.Collections.Immutable;
using Marten;
using Weft.Domain.Balancing;
using Weft.Domain.Causality;

namespace Weft.Projections.Balancing;

/// <summary>The rows of a batch of events while it is folded.</summary>
internal sealed class BalancingBatch(IDocumentOperations session, CancellationToken cancellation)
{
    private readonly Rows<BalanceRow> _balance = new(session, cancellation);
    private readonly Rows<TriggerRow> _triggers = new(session, cancellation);
    private readonly Rows<WindowRow> _windows = new(session, cancellation);

    public async ValueTask ApplyAsync(IBalancingEvent happened, Moment at)
    {
        var known = await _balance.FindAsync(BalanceRow.Only).ConfigureAwait(false);
        if (known is not null && known.State.Version >= at.Version)
        {
            return;
        }

        var state = BalanceState.Evolve(known?.State, happened, new Stamp(at.Version, at.At, Dot.None));
        _balance.Put(new BalanceRow { Id = BalanceRow.Only, State = state, Position = at.Position });
        switch (happened)
        {
            case WindowMeasured e:
                await MeasureAsync(e, state.ScaledBy, at).ConfigureAwait(false);
                break;
            case TriggerRaised e:
                _triggers.Put(Row(e, state.Window, at));
                break;
            case TriggerCleared e:
                await ChangeAsync(e.Trigger, at, r => r.Measured(e.Figure) with { Open = false, ClearedAt = at.At, ClearedFigure = e.Figure, ClearedFor = e.Reason }).ConfigureAwait(false);
                break;
            case TasksMigrated e:
                await TakeAsync(e.Trigger, at, "migrate", $"from {e.From} to {string.Join(", ", e.Moves.Select(m => m.To).Distinct())}", e.Moves.Length, moves: e.Moves).ConfigureAwait(false);
                break;
            case AgentsScaled e:
                await ScaleAsync(e, state.Window, at).ConfigureAwait(false);
                break;
            case PathPrioritised e:
                await TakeAsync(e.Trigger, at, "prioritise", $"the critical path of run {e.Workflow}", e.Tasks.Length).ConfigureAwait(false);
                break;
            case CapabilityExpanded e:
                await TakeAsync(e.Trigger, at, "expand", $"{e.Agent} learns {e.Skill}, supervised by {e.Supervisor}", 1).ConfigureAwait(false);
                break;
        }
    }

    public void Save()
    {
        _balance.Save();
        _triggers.Save();
        _windows.Save();
    }

    private async ValueTask MeasureAsync(WindowMeasured e, string? scaledBy, Moment at)
    {
        var row = await _windows.FindAsync(WindowRow.IdOf(e.Window)).ConfigureAwait(false);
        _windows.Put((row ?? new WindowRow { Id = WindowRow.IdOf(e.Window), Window = e.Window, From = e.From, To = e.To, Pending = e.Pending, Groups = e.Groups, Position = at.Position }) with
        {
            Agents = [.. row?.Agents ?? [], .. e.Agents],
            Position = at.Position,
        });
        foreach (var reading in e.Readings)
        {
            foreach (var trigger in await OpenAsync(reading).ConfigureAwait(false))
            {
                _triggers.Put(trigger.Measured(reading.Figure) with { Position = at.Position });
            }
        }

        if (scaledBy is not null && e.Part == 1)
        {
            await ChangeAsync(scaledBy, at, r => r.Open ? r : r.Followed(e.Pending)).ConfigureAwait(false);
        }
    }

    private Task<IReadOnlyList<TriggerRow>> OpenAsync(Reading r) =>
        _triggers.WhereAsync(t => t.Open, t => t.Open && t.Kind == r.Kind && t.Subject == r.Subject);

    /// <param name="before">the figure now; null: as the last window came to</param>
    private ValueTask TakeAsync(string trigger, Moment at, string strategy, string what, int count, double? before = null, ImmutableArray<Move>? moves = null) =>
        ChangeAsync(trigger, at, r => r with
        {
            Strategies = r.Strategies.Length >= MostStrategies ? r.Strategies : r.Strategies.Add(new StrategyTaken(strategy, at.At, what, count, before ?? r.Latest)
            {
                HereSeconds = Sum(moves, m => m.HereSeconds),
                ThereSeconds = Sum(moves, m => m.ThereSeconds),
            })
        });

    private static double? Sum(ImmutableArray<Move>? moves, Func<Move, double> seconds) => moves is { } all ? Math.Round(all.Sum(seconds), 3) : null;

    private const int MostStrategies = 200;

    /// <summary>A limit is met by the same event that names it: its row begins and ends with it. Agents that a surge called are let go after its
    /// trigger was cleared; what waits then is the last window's.</summary>
    private async ValueTask ScaleAsync(AgentsScaled e, int window, Moment at)
    {
        var limit = ScaleLimit.Names(e.Trigger);
        if (limit && (await _triggers.WhereAsync(t => t.Trigger == e.Trigger, t => t.Trigger == e.Trigger).ConfigureAwait(false)).Count == 0)
        {
            _triggers.Put(TriggerRow.Of(e, window, at));
        }

        var measured = limit ? null : await _windows.FindAsync(WindowRow.IdOf(window)).ConfigureAwait(false);
        await TakeAsync(e.Trigger, at, "scale", FormattableString.Invariant($"from {e.From} to {e.To} launched agents: {e.Reason}"), e.To - e.From, measured?.Pending).ConfigureAwait(false);
        if (limit)
        {
            await ChangeAsync(e.Trigger, at, r => r.Measured(e.To)).ConfigureAwait(false);
        }
    }

    /// <summary>The window in its name tells its row.</summary>
    private async ValueTask ChangeAsync(string trigger, Moment at, Func<TriggerRow, TriggerRow> change)
    {
        var rows = await _triggers.WhereAsync(t => t.Trigger == trigger, t => t.Trigger == trigger).ConfigureAwait(false);
        foreach (var row in rows)
        {
            if (change(row) is var changed && changed != row)
            {
                _triggers.Put(changed with { Position = at.Position });
            }
        }
    }

    private static TriggerRow Row(TriggerRaised e, int window, Moment at) => new()
    {
        Id = TriggerRow.IdOf(window, e.Kind, e.Subject),
        Trigger = e.Trigger,
        Kind = e.Kind,
        Subject = e.Subject,
        Figure = e.Figure,
        Threshold = e.Threshold,
        Baseline = e.Baseline,
        Kinds = e.Kinds,
        Latest = e.Figure,
        RaisedAt = at.At,
        Open = true,
        Position = at.Position,
    };
}
