using System.Collections.Immutable;
using Weft.Domain.Agents;
using Weft.Domain.Causality;
using Weft.Domain.Distribution;

namespace Weft.Domain.Balancing;

/// <summary>A window has ended: what it came to, which triggers are raised or cleared by it, and what the strategies answer.</summary>
public static class Rebalance
{
    private const string Idle = "nothing is to be done";

    public static Decision<IBalancingEvent> Decide(BalanceState? state, Measurement window, Board board, BalancingPolicy policy, ChoiceRules rules, DateTimeOffset now)
    {
        var s = state ?? BalanceState.None;
        if (!policy.Enabled)
        {
            return Decision<IBalancingEvent>.AcceptAll([.. s.Standing.Select(w => Clear(w, null, null, "balancing is switched off"))]);
        }

        if (window.IsIdle && !Continues(s, policy))
        {
            return Decision<IBalancingEvent>.Nothing;
        }

        var told = new Told(s, now);
        Measure(told, window, policy);
        Judge(told, s, window, board, policy);
        foreach (var answer in Answers(told, window, board, policy, rules, now))
        {
            told.Add(answer);
        }

        return Decision<IBalancingEvent>.AcceptAll(told.Events.ToImmutable());
    }

    /// <summary>Whether windows are needed although nothing is to be done: something stands, or other agents than the least are launched.</summary>
    public static bool Continues(BalanceState s, BalancingPolicy policy) => policy.Enabled ? !s.IsAtRest || s.Wanted != policy.MinAgents : s.Standing.Any();

    /// <summary>Each strategy sees what the ones before it decided.</summary>
    private static IEnumerable<IBalancingEvent> Answers(Told told, Measurement window, Board board, BalancingPolicy policy, ChoiceRules rules, DateTimeOffset now)
    {
        Func<IEnumerable<IBalancingEvent>>[] strategies =
        [
            () => policy.Migrate ? Migration.Decide(told.State, window, board, policy, rules, now) : [],
            () => policy.Prioritise ? Prioritising.Decide(told.State, board) : [],
            () => Scaling.Decide(told.State, window, board, policy, now),
            () => policy.Train ? Expansion.Decide(told.State, window, board, policy, rules) : [],
        ];
        return strategies.SelectMany(decide => decide().ToList());
    }

    private static void Measure(Told told, Measurement m, BalancingPolicy policy)
    {
        foreach (var part in WindowParts.Of(told.State, m, Readings.Of(told.State, m, policy)))
        {
            told.Add(part);
        }
    }

    private static void Judge(Told told, BalanceState before, Measurement m, Board board, BalancingPolicy policy)
    {
        foreach (var reading in Readings.Of(before, m, policy))
        {
            var watched = told.State.Watched.GetValueOrDefault(BalanceState.KeyOf(reading.Kind, reading.Subject));
            var mark = Math.Round(reading.Threshold * policy.ClearShare, 6);
            if (reading is { Above: true, Figure: { } figure } && watched is { Raised: null } && watched.Suffices(policy.RaiseAfterWindows))
            {
                told.Add(new TriggerRaised(
                    $"{BalanceState.KeyOf(reading.Kind, reading.Subject).ToLowerInvariant()}/{told.State.Window}", reading.Kind, reading.Subject, figure, reading.Threshold,
                    reading.Kind == TriggerKind.Rework ? before.Rework : reading.Baseline, watched.Above, Concerned(m, reading), reading.Kind == TriggerKind.Pending ? WindowParts.Largest(m) : [])
                {
                    Kinds = Paces.Named(reading, policy.RaiseAfterWindows),
                });
            }
            else if (watched?.Raised is not null && reading.Figure is null)
            {
                told.Add(Clear(watched, null, null, WhyUnseen(reading.Subject, m, board)));
            }
            else if (watched?.Raised is not null && reading.Figure <= mark)
            {
                told.Add(Clear(watched, reading.Figure, mark, m.IsIdle ? Idle : "it came down"));
            }
        }
    }

    /// <summary>Why there is no figure any more of an agent that was watched.</summary>
    private static string WhyUnseen(string agent, Measurement m, Board board) => board.Agents.GetValueOrDefault(agent) switch
    {
        null => "the agent left",
        { Status: AgentStatus.Lost } => "the agent is lost",
        { Status: AgentStatus.Draining } => "the agent drains",
        { Breaker.Status: BreakerStatus.Open } => "the agent's breaker is open",
        { TakesWork: false } => "the agent takes no work",
        _ => m.IsIdle ? Idle : "the agent was not seen",
    };

    private static ImmutableArray<AgentWindow> Concerned(Measurement m, Reading r) => r.Kind switch
    {
        TriggerKind.Pending => [],
        TriggerKind.Utilisation => [m.Agents.MaxBy(a => a.Utilisation)!, m.Agents.MinBy(a => a.Utilisation)!],
        _ => [.. m.Agents.Where(a => a.Agent == r.Subject)],
    };

    private static TriggerCleared Clear(Watched w, double? figure, double? mark, string reason) => new(w.Raised!, w.Kind, w.Subject, figure, mark, reason);

    /// <summary>Each event is folded at once, so that the next one is decided on its effect.</summary>
    private sealed class Told(BalanceState start, DateTimeOffset now)
    {
        public BalanceState State { get; private set; } = start;

        public ImmutableArray<IBalancingEvent>.Builder Events { get; } = ImmutableArray.CreateBuilder<IBalancingEvent>();

        public void Add(IBalancingEvent happened)
        {
            State = BalanceState.Evolve(State, happened, new Stamp(State.Version + 1, now, Dot.None));
            Events.Add(happened);
        }
    }
}
