using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;

namespace Weft.Domain.Simulation;

/// <summary>What agents do with tasks that they hold: start, come so far, save checkpoints, hand in. The only part of a simulation that
/// makes something up.</summary>
internal sealed class Workshop(Scenario scenario, World world, VirtualClock clock)
{
    private readonly Chance _chance = new(scenario.Seed);
    private readonly Dictionary<string, SimulatedAgent> _agents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _worked = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, double> Worked => _worked;

    public void Know(SimulatedAgent agent) => _agents[agent.Id] = agent;

    public bool Lives(string agent) => _agents.TryGetValue(agent, out var known) && !(known.DiesAt <= clock.Seconds);

    /// <summary>A lease that was granted, or that it holds when the simulation begins.</summary>
    public void Begin(string run, WorkItem item)
    {
        var holder = new Holder(item.Lease!.Agent, item.Lease.Token);
        if (!Lives(holder.Agent))
        {
            return;
        }

        world.Decide(run, s => Work.Start(s!, item.Name, holder));
        var work = WorkOf(run, item, _agents[holder.Agent]);
        var from = DoneOf(item, work);
        for (var share = NextCheckpoint(from); scenario.CheckpointEvery > 0 && share < 0.999 && item.Kind == WorkKind.Work; share = NextCheckpoint(share))
        {
            var percent = Math.Round(share * 100, 3);
            Plan(holder, item, work * (share - from), () => world.Decide(run, s => Work.SaveCheckpoint(s!, item.Name, holder, "so far", null, percent)));
        }

        var began = clock.Now;
        Plan(holder, item, work * (1 - from), () =>
        {
            if (world.Run(run)?.Item(item.Name)?.Lease?.Token == holder.Token)
            {
                End(run, item, holder, began);
            }
        });
    }

    private double NextCheckpoint(double share) => scenario.CheckpointEvery * (Math.Floor((share / scenario.CheckpointEvery) + 1e-9) + 1);

    /// <summary>Seconds of work that it is, at the agent's pace 1.</summary>
    private double WorkOf(string run, WorkItem item, SimulatedAgent agent) => item.Kind == WorkKind.Work
        ? Math.Max(0.001, item.Definition.EstimateSeconds * _chance.Scatter($"{run}/{item.Name}", scenario.Spread) * (agent.Kinds?.GetValueOrDefault(OpenTask.FamilyOf(item), 1) ?? 1))
        : scenario.CheckSeconds;

    /// <summary>Share of the work that is done when it is taken, or when the simulation begins: what its checkpoint says; where there is none, what its
    /// holder did since it started it. What has taken longer than it should already takes a second more.</summary>
    private double DoneOf(WorkItem item, double work)
    {
        if (item.Checkpoint is { } saved)
        {
            return saved.Percent / 100;
        }

        var since = item.Lease!.StartedAt ?? item.Lease.GrantedAt;
        var agent = _agents[item.Lease.Agent];
        var speed = PaceAt(agent, clock.Seconds) * SpeedOfLearner(agent, item);
        var done = (clock.Now - since).TotalSeconds * speed;
        return Math.Max(0, done < work ? done : work - speed) / work;
    }

    private double SpeedOfLearner(SimulatedAgent agent, WorkItem item) =>
        item.Skills.Any(s => world.Agent(agent.Id)!.TrainingIn(s) is not null) ? scenario.LearnerSpeed : 1;

    private static double PaceAt(SimulatedAgent agent, double seconds) => agent.Paces.IsDefault ? 1 : agent.Paces.LastOrDefault(p => p.From <= seconds)?.Speed ?? 1;

    private void Plan(Holder holder, WorkItem item, double work, Action then)
    {
        var agent = _agents[holder.Agent];
        var at = Reach(agent, clock.Seconds, work / SpeedOfLearner(agent, item));
        if (!(agent.DiesAt <= at) && double.IsFinite(at))
        {
            // In microseconds, as the server's clock: what ends at the same moment does so however it was reckoned.
            clock.At(scenario.Start.AddTicks((long)Math.Round(at * 1e6) * TimeSpan.TicksPerMicrosecond), then);
        }
    }

    /// <summary>When so much work is done that begins then, at the agent's paces.</summary>
    private static double Reach(SimulatedAgent agent, double from, double work)
    {
        var paces = agent.Paces.IsDefault ? [] : agent.Paces;
        var (at, speed) = (from, PaceAt(agent, from));
        foreach (var next in paces.Where(p => p.From > from))
        {
            if (at + (work / speed) <= next.From)
            {
                break;
            }

            work -= (next.From - at) * speed;
            (at, speed) = (next.From, next.Speed);
        }

        return at + (work / speed);
    }

    private void End(string run, WorkItem item, Holder holder, DateTimeOffset began)
    {
        _worked[holder.Agent] = _worked.GetValueOrDefault(holder.Agent) + (clock.Now - began).TotalSeconds;
        if (item.Kind is WorkKind.Merge or WorkKind.Revert)
        {
            world.Decide(run, s => item.Kind == WorkKind.Merge
                ? Merge.Report(s!, item.Name, holder, "simulated", clock.Now) : Merge.Reverted(s!, item.Name, holder, "simulated", clock.Now));
            return;
        }

        if (item.Kind == WorkKind.Work && _chance.Of($"{run}/{item.Name}/{item.Attempt}/fails") < (_agents[holder.Agent].FailureRate ?? scenario.FailureRate))
        {
            world.Decide(run, s => Finish.Fail(s!, item.Name, holder, "failed", null, null, clock.Now));
            Review(run, item, holder.Agent, passed: false, handedIn: false);
            return;
        }

        world.Decide(run, s => Finish.Submit(s!, item.Name, holder, new TaskResult(null, null, [.. item.Definition.Produces.Select(p => new ArtifactRef(p, p, 0, 1))], null, null), clock.Now));
        Review(run, item, holder.Agent, _chance.Of($"{run}/{item.Name}/{item.Attempt}/passes") < scenario.PassRate, handedIn: true);
    }

    /// <summary>Of what was handed in, what was given as practice; of what failed, all in the skill that it learns.</summary>
    private void Review(string run, WorkItem item, string agent, bool passed, bool handedIn)
    {
        var work = Train.WorkOf(run, item.Name, item.Attempt);
        foreach (var training in world.Agent(agent)!.Trainings.Where(t => handedIn ? t.IsAwaiting(work) : item.Skills.Contains(t.Skill)))
        {
            world.Decide(agent, a => Train.Review(a, agent, training.Skill, work, passed, training.Supervisor));
        }
    }
}
