using System.Collections.Immutable;
using Shouldly;
using Weft.Domain.Balancing;
using Weft.Domain.Causality;
using Weft.Domain.Distribution;

namespace Weft.Domain.Tests.Balancing;

/// <summary>Window after window, decided and folded.</summary>
internal sealed class Windows
{
    private readonly List<IBalancingEvent> _all = [];

    public BalanceState State { get; private set; } = BalanceState.None;

    public Board Board { get; init; } = new();

    public BalancingPolicy Policy { get; init; } = BalancingPolicy.Default;

    public DateTimeOffset Now { get; private set; } = Times.Start;

    public IReadOnlyList<IBalancingEvent> All => _all;

    public IEnumerable<T> Of<T>() => _all.OfType<T>();

    public static AgentWindow Agent(string id, double used = 0.5, int finished = 1, int rework = 0, double worked = 10, double estimated = 10) =>
        new(id, 1, used, null, null, 1, 0, finished, rework, worked, estimated);

    public static Measurement Window(int pending, params AgentWindow[] agents) => new(default, default, [.. agents], pending, []);

    /// <summary>What this window brought.</summary>
    public ImmutableArray<IBalancingEvent> Next(Measurement window)
    {
        var from = Now;
        Now = Now.AddSeconds(Policy.WindowSeconds);
        var decision = Rebalance.Decide(State, window with { From = from, To = Now }, Board, Policy, ChoiceRules.Default, Now);
        decision.Rejection.ShouldBeNull();
        foreach (var happened in decision.Events)
        {
            State = BalanceState.Evolve(State, happened, new Stamp(State.Version + 1, Now, Dot.None));
            _all.Add(happened);
        }

        return decision.Events;
    }

    public Windows Next(int times, Measurement window)
    {
        for (var i = 0; i < times; i++)
        {
            Next(window);
        }

        return this;
    }
}
