using Weft.Domain.Agents;
using Weft.Domain.Balancing;

namespace Weft.Domain.Simulation;

/// <summary>Windows in virtual time, what is decided at their ends, and the launcher that follows.</summary>
internal sealed class SimulatedBalancing(Scenario scenario, World world, Workshop workshop, VirtualClock clock)
{
    private readonly BalancingPolicy _policy = scenario.Policy.BalancingInForce();
    private int _launched;
    private long _seen;

    /// <summary>Windows in a row in which nothing happened to runs and agents.</summary>
    public int QuietWindows { get; private set; }

    public void Begin()
    {
        world.Reserve(_policy);
        world.Gauge.Begin(clock.Now);
        if (_policy.Enabled)
        {
            clock.After(LeftOfWindow(), EndWindow);
        }
    }

    /// <summary>A window that runs when the simulation begins ends when it would have.</summary>
    private double LeftOfWindow() =>
        world.Balance.MeasuredAt is { } last && (clock.Now - last).TotalSeconds is > 0 and var gone && gone < _policy.WindowSeconds ? _policy.WindowSeconds - gone : _policy.WindowSeconds;

    private void EndWindow()
    {
        QuietWindows = world.Happenings == _seen ? QuietWindows + 1 : 0;
        _seen = world.Happenings;
        var window = world.Gauge.Take(world.Board, scenario.Policy.RulesInForce(), world.Balance, clock.Now);
        foreach (var happened in world.Decide(_policy, s => Rebalance.Decide(s, window, world.Board, _policy, scenario.Policy.RulesInForce(), clock.Now)))
        {
            Answer(happened);
        }

        clock.After(_policy.WindowSeconds, EndWindow);
    }

    private void Answer(IBalancingEvent happened)
    {
        switch (happened)
        {
            case TasksMigrated e:
                foreach (var move in e.Moves)
                {
                    world.Decide(move.Workflow, s => TakeBack.Decide(s!, e, move));
                }

                break;
            case CapabilityExpanded e:
                world.Decide(e.Agent, a => Train.Start(a, e.Skill, e.Level, e.Supervisor, e.Trigger));
                break;
            case AgentsScaled e when scenario.Launched is not null:
                clock.After(scenario.LaunchSeconds, () => Scale(e.To));
                break;
        }
    }

    private void Scale(int to)
    {
        for (; _launched < to; _launched++)
        {
            var name = FormattableString.Invariant($"launched-{_launched + 1}");
            workshop.Know(new SimulatedAgent(name, scenario.Launched!));
            world.Decide(name, a => Domain.Agents.Join.Register(a, name, scenario.Launched!));
        }

        for (; _launched > to; _launched--)
        {
            var name = FormattableString.Invariant($"launched-{_launched}");
            world.Decide(name, a => Domain.Agents.Join.Drain(a, name, "scaled down"));
        }
    }
}
