using System.Collections.Immutable;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;

namespace Weft.Domain.Simulation;

/// <summary>Puts the board's tasks and agents into the chooser, as the server does after each batch.</summary>
internal sealed class SimulatedDispatcher(Scenario scenario, World world, Workshop workshop)
{
    private readonly List<(string Run, string Task)> _granted = [];

    /// <summary>As the server's dispatcher: offers of push runs, those taken at once by whoever lives; then grants, until nothing more can be given.</summary>
    public void Run()
    {
        if (!world.Board.HasReady)
        {
            return;
        }

        while (Choose(Coordination.Push).Aggregate(0, (given, c) => given + (Offer(c) && Grant(c) ? 1 : 0)) > 0)
        {
        }

        while (Choose(Coordination.Pull).Aggregate(0, (given, c) => given + (Grant(c) ? 1 : 0)) > 0)
        {
        }

        foreach (var (run, task) in _granted)
        {
            workshop.Begin(run, world.Run(run)!.Items[task]);
        }

        _granted.Clear();
    }

    private ImmutableArray<Choice> Choose(Coordination coordination)
    {
        var agents = world.Board.Agents.Keys.Where(a => workshop.Lives(a) && HasRoom(a)).Order(StringComparer.Ordinal).Select(a => world.Board.StateOf(a)).OfType<AgentState>()
            .Where(a => a.Free > 0 || a.MergeFree).ToImmutableArray();
        if (agents.IsEmpty)
        {
            return [];
        }

        var rules = scenario.Policy.RulesInForce();
        var tasks = world.Board.Open(coordination, agents, rules, world.Now);
        return tasks.IsEmpty ? [] : Distribute.Decide(DecisionRecord.Inputs(1, scenario.Policy.WeightsInForce(), rules, tasks, agents, world.Board.OrdinaryOf(agents)))
            .Select(c => c with { Why = Supervision.Name(c.Why, world.Agent(c.Agent)) }).ToImmutableArray();
    }

    /// <summary>Most agents are full at most moments: they need not be looked at more closely.</summary>
    private bool HasRoom(string agent)
    {
        var (load, profile) = (world.Board.LoadOf(agent), world.Board.Agents[agent].Profile);
        return load.Work < profile.Capacity || (profile.Merges && load.Merges == 0);
    }

    private bool Offer(Choice choice) =>
        world.Decide(choice.Task.Workflow, s => Assign.Offer(s!, choice.Task.Task, choice.Agent, scenario.Policy.OfferSeconds, choice.Why));

    private bool Grant(Choice choice)
    {
        var granted = world.Decide(choice.Task.Workflow, s => Assign.Grant(s!, choice.Task.Task, choice.Agent, scenario.Policy.LeaseSeconds, choice.Why));
        if (granted)
        {
            _granted.Add((choice.Task.Workflow, choice.Task.Task));
        }

        return granted;
    }
}
