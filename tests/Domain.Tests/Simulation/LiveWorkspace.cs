using System.Collections.Immutable;
using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Causality;
using Weft.Domain.Distribution;
using Weft.Domain.Resources;
using Weft.Domain.Simulation;
using Weft.Domain.Workflows;
using Weft.Domain.Workspaces;

namespace Weft.Domain.Tests.Simulation;

/// <summary>A workspace as the server drives it, without the simulator: the board, the chooser, the deciders of runs and of the ledger. Every task
/// takes exactly as long as it is predicted for its agent; the clock goes from one end to the next.</summary>
internal sealed class LiveWorkspace
{
    private readonly Board _board = new();
    private readonly Policy _policy;
    private readonly ImmutableArray<Agent> _agents;
    private readonly BalanceState _balance;
    private readonly SortedDictionary<(DateTimeOffset At, string Task), Holder> _ends = [];
    private readonly string _id;
    private Workflow _run;

    public LiveWorkspace(Workflow run, DateTimeOffset now, Policy policy, ImmutableArray<Agent> agents, Ledger? ledger = null, BalanceState? balance = null)
    {
        (_run, _id, Now, _policy, _agents, _balance) = (run, run.Id, now, policy, agents, balance ?? BalanceState.None);
        _board.Ledger = ledger ?? Ledger.Empty;
        _board.Put(new Effects(_balance, policy.BalancingInForce()));
        agents.ToList().ForEach(_board.Put);
        _board.Put(null, run, []);
    }

    public DateTimeOffset Now { get; private set; }

    public Standing Standing => new(_run, [], _agents, _policy, Now) { Ledger = _board.Ledger, Balance = _balance };

    /// <summary>The agent of each task, as it was given.</summary>
    public Dictionary<string, string> Given { get; } = new(StringComparer.Ordinal);

    public bool HasEnded => _run.IsTerminal;

    /// <summary>Gives out what can be given, and goes to the next moment at which something ends.</summary>
    public void Step()
    {
        while (Choose().Where(Grant).ToList() is { Count: > 0 })
        {
        }

        var slices = _board.Ledger.Slices.Values.Where(q => q.Now is not null).Select(q => (q.Now!.EndsAt, q.Resource, q.Now.Token)).Order().ToList();
        Now = _ends.Keys.Select(e => e.At).Concat(slices.Select(s => s.EndsAt)).Min();
        foreach (var (key, holder) in _ends.TakeWhile(e => e.Key.At == Now).ToList())
        {
            _ends.Remove(key);
            Decide(s => Finish.Submit(s, key.Task, holder, Workflows.Some.Empty, Now));
        }

        foreach (var (_, resource, token) in slices.Where(s => s.EndsAt == Now))
        {
            var ended = Slicing.Expire(_board.Ledger, resource, token, Now).Events;
            _board.Ledger = ended.Aggregate(_board.Ledger, (l, e) => Ledger.Evolve(l, e, new Stamp(l.Version + 1, Now, Dot.None)));
        }
    }

    private ImmutableArray<Choice> Choose()
    {
        var agents = _agents.Select(a => _board.StateOf(a.Id)).OfType<AgentState>().Where(a => a.Free > 0).ToImmutableArray();
        var open = _board.Open(Coordination.Pull, agents, _policy.RulesInForce(), Now);
        return Distribute.Decide(DecisionRecord.Inputs(1, _policy.WeightsInForce(), _policy.RulesInForce(), open, agents));
    }

    private bool Grant(Choice choice)
    {
        var task = choice.Task.Task;
        if (!Decide(s => Assign.Grant(s, task, choice.Agent, 30, choice.Why)))
        {
            return false;
        }

        var holder = new Holder(choice.Agent, _run.Items[task].Lease!.Token);
        Decide(s => Work.Start(s, task, holder)).ShouldBeTrue();
        _ends.Add((Now.AddSeconds(Predict.For(choice.Task, _board.StateOf(choice.Agent)!).Seconds), task), holder);
        Given[task] = choice.Agent;
        return true;
    }

    private bool Decide(Func<Workflow, Decision<IWorkflowEvent>> decide)
    {
        var (before, decision) = (_run, decide(_run));
        decision.Rejection.ShouldBeNull();
        _run = decision.Events.Aggregate(before, (s, e) => WorkflowEvolve.Evolve(s, e, new Stamp(s.Version + 1, Now, new Dot(1, s.Version + 1))));
        _run.Id.ShouldBe(_id);
        _board.Put(before, _run, decision.Events);
        return !decision.Events.IsEmpty;
    }
}
