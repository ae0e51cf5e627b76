using System.Collections.Immutable;
using Weft.Domain.Agents;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;

namespace Weft.Domain.Simulation;

/// <summary>Runs a workspace in virtual time with the deciders that the server runs: planning, distributing, leases, gates, retries, learning
/// and balancing. Only how long work takes is made up.</summary>
public sealed class Simulator
{
    private const int MostQuietWindows = 20;
    private readonly Scenario _scenario;
    private readonly VirtualClock _clock;
    private readonly World _world;
    private readonly Workshop _workshop;
    private readonly SortedDictionary<string, double> _ended = new(StringComparer.Ordinal);
    private readonly SimulatedTimers _timers;
    private readonly SimulatedDispatcher _dispatcher;
    private readonly SimulatedBalancing _balancing;
    private int _arriving;

    private Simulator(Scenario scenario)
    {
        _scenario = scenario;
        _clock = new VirtualClock(scenario.Start);
        _world = new World(_clock, scenario.Policy.BreakerInForce(), scenario.Balance);
        _workshop = new Workshop(scenario, _world, _clock);
        _timers = new SimulatedTimers(_world, _clock);
        _dispatcher = new SimulatedDispatcher(scenario, _world, _workshop);
        _balancing = new SimulatedBalancing(scenario, _world, _workshop, _clock);
    }

    public static SimulatedHistory Run(Scenario scenario)
    {
        var simulator = new Simulator(scenario);
        simulator.Prepare();
        simulator.Go();
        var all = simulator._ended.Count == scenario.Runs.Length + scenario.Going.Length;
        return new SimulatedHistory(
            all ? simulator._ended.Values.DefaultIfEmpty(0).Max() : double.PositiveInfinity, simulator._world.History,
            simulator._workshop.Worked.ToImmutableSortedDictionary(StringComparer.Ordinal), simulator._ended.ToImmutableSortedDictionary(StringComparer.Ordinal))
        { Left = simulator.Left() };
    }

    /// <summary>Of the run that was to end, what is in its way.</summary>
    private ImmutableArray<Stuck> Left() => _scenario.Until is { } until && _world.Run(until) is { IsTerminal: false } run
        ? Stuck.Of(run, _world.Board, _scenario.Policy.RulesInForce(), _clock.Now) : [];

    private void Prepare()
    {
        _world.Board.ItemChanged = _timers.Watch;
        _world.Board.AgentChanged = _timers.Watch;
        _world.Happened = _timers.Watch;
        _world.Board.LedgerChanged = _timers.Watch;
        _world.Board.Ledger = _scenario.Ledger;
        foreach (var agent in _scenario.Agents.OrderBy(a => a.Id, StringComparer.Ordinal))
        {
            Join(agent);
        }

        foreach (var run in _scenario.Going)
        {
            _world.Adopt(run);
            _timers.Watch(run);
            foreach (var item in run.Items.Values.Where(i => i.IsHeld).OrderBy(i => i.Name, StringComparer.Ordinal))
            {
                _clock.After(0, () => _workshop.Begin(run.Id, item));
                if (!_workshop.Lives(item.Lease!.Agent))
                {
                    _clock.After(item.Lease.Seconds, () => _world.Decide(run.Id, s => Work.Expire(s!, item.Name, item.Lease.Token, item.Lease.GrantedAt, _clock.Now)));
                }
            }
        }

        // What is under way goes on at once, and not with the first thing that happens.
        _clock.After(0, () => { });
        _arriving = _scenario.Runs.Length;
        foreach (var run in _scenario.Runs)
        {
            _clock.After(run.At, () => Arrive(run));
        }

        _balancing.Begin();
    }

    /// <summary>Only windows are left, and they bring nothing any more.</summary>
    private bool IsStuck => _clock.Planned <= 1 && _balancing.QuietWindows >= MostQuietWindows;

    private void Go()
    {
        while ((_arriving > 0 || !_world.AllEnded) && (_scenario.Until is null || !_ended.ContainsKey(_scenario.Until)) && _clock.Seconds <= _scenario.MaxSeconds && !IsStuck && _clock.Step())
        {
            Note();
            _dispatcher.Run();
            _world.Learn();
        }
    }

    private void Join(SimulatedAgent agent)
    {
        _workshop.Know(agent);
        if (agent.Known is { } known)
        {
            _world.Adopt(known);
        }
        else
        {
            _clock.After(agent.JoinsAt, () => _world.Decide(agent.Id, a => Domain.Agents.Join.Register(a, agent.Id, agent.Profile)));
        }

        if (agent.DrainsAt is { } drains)
        {
            _clock.After(drains, () => _world.Decide(agent.Id, a => Domain.Agents.Join.Drain(a, agent.Id, "asked to")));
        }

        if (agent.DiesAt is { } dies)
        {
            var silent = agent.Profile.Deadlines.LostAfterSeconds;
            _clock.After(dies + silent, () =>
            {
                _world.Decide(agent.Id, a => Liveness.Judge(a, silent));
                foreach (var run in _world.Board.Workflows.Keys.Order(StringComparer.Ordinal).ToList())
                {
                    _world.Decide(run, s => Work.ExpireAllOf(s!, agent.Id, "its agent was lost"));
                }

                _world.Decide(l => Slicing.Forget(l, agent.Id, _clock.Now));
            });
        }
    }

    private void Arrive(SimulatedRun run)
    {
        _arriving--;
        var planned = Plan.Decide(null, run.Id, run.Definition, "simulated", 1, ImmutableSortedDictionary<string, string>.Empty, null, true, _clock.Now);
        if (planned.Rejection is { } rejection)
        {
            throw new ArgumentException($"Run '{run.Id}' cannot be planned: {rejection.Code}: {rejection.Detail}");
        }

        _world.Decide(run.Id, _ => planned);
    }

    private void Note()
    {
        foreach (var id in _scenario.Runs.Select(r => r.Id).Concat(_scenario.Going.Select(r => r.Id)))
        {
            if (_world.Run(id) is { IsTerminal: true })
            {
                _ended.TryAdd(id, _clock.Seconds);
            }
        }
    }
}
