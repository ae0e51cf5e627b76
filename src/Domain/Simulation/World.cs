using System.Collections.Immutable;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Causality;
using Weft.Domain.Distribution;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;

namespace Weft.Domain.Simulation;

/// <summary>The streams of a simulated workspace: what the deciders decide is folded as everywhere, and what learns or counts is told.</summary>
internal sealed class World(VirtualClock clock, BreakerPolicy breakers, BalanceState balance)
{
    private readonly Dictionary<string, Workflow> _runs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Agent> _agents = new(StringComparer.Ordinal);
    private readonly ImmutableArray<Happening>.Builder _history = ImmutableArray.CreateBuilder<Happening>();
    private long _dots;

    public DateTimeOffset Now => clock.Now;

    public Board Board { get; } = new();

    public Learning Learning { get; } = new();

    public Gauge Gauge { get; } = new();

    public BalanceState Balance { get; private set; } = balance;

    /// <summary>Called for each event of a run.</summary>
    public Action<string, IWorkflowEvent>? Happened { get; set; }

    /// <summary>Events of runs and agents so far.</summary>
    public long Happenings { get; private set; }

    public ImmutableArray<Happening> History => _history.ToImmutable();

    public Workflow? Run(string id) => _runs.GetValueOrDefault(id);

    public Agent? Agent(string id) => _agents.GetValueOrDefault(id);

    public bool AllEnded => _runs.Values.All(r => r.IsTerminal || r.Status == WorkflowStatus.Failed);

    /// <summary>As it stands at the beginning.</summary>
    public void Adopt(Workflow run)
    {
        _runs[run.Id] = run;
        Board.Put(null, run, []);
    }

    public void Adopt(Agent agent)
    {
        _agents[agent.Id] = agent;
        Board.Put(agent);
    }

    /// <summary>True when something came of it.</summary>
    public bool Decide(string run, Func<Workflow?, Decision<IWorkflowEvent>> decide)
    {
        var before = _runs.GetValueOrDefault(run);
        var decision = decide(before);
        if (decision.Events.IsEmpty)
        {
            return false;
        }

        var after = before;
        foreach (var happened in decision.Events)
        {
            after = WorkflowEvolve.Evolve(after, happened, Next(after?.Version ?? 0));
            Happenings++;
            _history.Add(new Happening(clock.Seconds, "workflow-" + run, happened));
        }

        _runs[run] = after!;
        Board.Put(before, after!, decision.Events);
        foreach (var happened in decision.Events)
        {
            Learning.Note(before ?? after!, happened, clock.Now);
            Gauge.Note(before ?? after!, happened, clock.Now);
            Happened?.Invoke(run, happened);
            foreach (var (agent, skill, task, attempt) in Supervision.HandedIn(before ?? after!, happened))
            {
                Decide(agent, a => Train.HandIn(a, skill, run, task, attempt));
            }

            if (Attempts.EndOf(before ?? after!, happened) is { } end)
            {
                Decide(end.Agent, a => Breaker.Note(a, end, breakers, clock.Now));
            }
        }

        return true;
    }

    /// <summary>The time of an open breaker is over.</summary>
    public void HalfOpen(string agent) => Decide(agent, a => Breaker.HalfOpen(a, breakers, clock.Now));

    public void Decide(string agent, Func<Agent?, Decision<IAgentEvent>> decide)
    {
        var state = _agents.GetValueOrDefault(agent);
        var events = decide(state).Events;
        foreach (var happened in events)
        {
            state = Domain.Agents.Agent.Evolve(state, happened, Next(state?.Version ?? 0));
            Happenings++;
            _history.Add(new Happening(clock.Seconds, "agent-" + agent, happened));
            _agents[agent] = state;
            Board.Put(state);
            if (happened is BreakerOpened)
            {
                foreach (var run in Board.Offered.Where(o => o.Item.OfferedTo == agent).Select(o => o.Workflow).Distinct().Order(StringComparer.Ordinal).ToList())
                {
                    Decide(run, s => Assign.Withdraw(s!, agent, Breaker.Withdrawn));
                }
            }
        }

        if (events.Any(Supervisors.MayChangeBy))
        {
            foreach (var learner in Board.Agents.Values.Where(a => !a.Trainings.IsEmpty).Select(a => a.Id).Order(StringComparer.Ordinal).ToList())
            {
                Decide(learner, a => Supervisors.Follow(a, Board.Agents));
            }
        }
    }

    public ImmutableArray<IBalancingEvent> Decide(BalancingPolicy policy, Func<BalanceState, Decision<IBalancingEvent>> decide)
    {
        var events = decide(Balance).Events;
        foreach (var happened in events)
        {
            Balance = BalanceState.Evolve(Balance, happened, Next(Balance.Version));
            _history.Add(new Happening(clock.Seconds, "balancing", happened));
        }

        Board.Put(new Effects(Balance, policy));
        return events;
    }

    /// <summary>Who may write what, and whose turn it is.</summary>
    public void Decide(Func<Ledger, Decision<ILedgerEvent>> decide)
    {
        var ledger = Board.Ledger;
        foreach (var happened in decide(ledger).Events)
        {
            ledger = Ledger.Evolve(ledger, happened, Next(ledger.Version));
            _history.Add(new Happening(clock.Seconds, "ledger", happened));
        }

        if (ledger != Board.Ledger)
        {
            Board.Ledger = ledger;
        }
    }

    public void Reserve(BalancingPolicy policy) => Board.Put(new Effects(Balance, policy));

    public void Learn()
    {
        foreach (var learnt in Learning.Learn(Board.Agents).ToList())
        {
            Decide(learnt.Agent, a => Measure.Decide(a, learnt.Tally, learnt.Skills, learnt.Succeeded, learnt.Failed, learnt.Baselines));
        }
    }

    private Stamp Next(long version) => new(version + 1, clock.Now, new Dot(1, ++_dots));
}
