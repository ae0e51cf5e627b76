using System.Collections.Immutable;
using Weft.Domain.Agents;
using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>What some results of an agent taught.</summary>
/// <param name="Skills">used in these results</param>
public sealed record Learnt(string Agent, Performance Tally, ImmutableArray<string> Skills, int Succeeded, int Failed, ImmutableArray<Baseline> Baselines);

/// <summary>Tallies the results of each agent from what is committed; the first ones are written down at once, then every fifth. The tally is telemetry until then.</summary>
public sealed class Learning
{
    /// <summary>Less than that of a task says little of all of it.</summary>
    private const double LeastShare = 0.1;
    private readonly Dictionary<string, Tally> _tallies = new(StringComparer.Ordinal);
    private readonly List<(string Workflow, string Agent, WorkItem Item, bool Succeeded, double Seconds)> _undecided = [];

    private sealed record Tally(Performance Performance, ImmutableHashSet<string> Skills, int Succeeded, int Failed, ImmutableArray<Baseline> Baselines);

    /// <summary>Goes on from the tally, which may be ahead of what is written down, unless another owner of the workspace wrote more.</summary>
    private static Tally From(Tally? tally, Agent? known) => tally is not null && tally.Performance.Results >= (known?.Performance.Results ?? 0) ? tally
        : new(known?.Performance ?? Performance.None, [], 0, 0, known?.Baselines ?? []);

    /// <summary>A result, judged with the state before it: there the task still has its holder.</summary>
    public void Note(Workflow before, object happened, DateTimeOffset at)
    {
        var handedIn = HandIn.Of(before, happened)?.Item;
        var task = handedIn ?? (happened switch { TaskFailed e => before.Item(e.Task), TaskTimedOut e => before.Item(e.Task), _ => null });
        if (task is { Kind: WorkKind.Work, Lease: { } lease })
        {
            _undecided.Add((before.Id, lease.Agent, task, handedIn is not null, (at - (lease.StartedAt ?? lease.GrantedAt)).TotalSeconds / ShareOf(lease)));
        }
    }

    /// <summary>What went on from a checkpoint was only a part of the task, and says how long all of it would have taken.</summary>
    private static double ShareOf(Lease lease) => Math.Max(LeastShare, 1 - ((lease.From ?? 0) / 100));

    /// <summary>After the commit, before what was learnt: attempts that failed in a skill that their agent is learning.</summary>
    public IEnumerable<(string Agent, string Skill, string Work)> FailedPractice(IReadOnlyDictionary<string, Agent> agents) =>
        _undecided.Where(u => !u.Succeeded && agents.GetValueOrDefault(u.Agent) is { Trainings.IsEmpty: false }).SelectMany(u => u.Item.Skills
            .Where(s => agents[u.Agent].TrainingIn(s) is not null).Select(s => (u.Agent, s, Train.WorkOf(u.Workflow, u.Item.Name, u.Item.Attempt))));

    /// <summary>After the commit: what has become worth writing down.</summary>
    public IEnumerable<Learnt> Learn(IReadOnlyDictionary<string, Agent> agents)
    {
        foreach (var (_, agent, item, succeeded, seconds) in _undecided)
        {
            var tally = From(_tallies.GetValueOrDefault(agent), agents.GetValueOrDefault(agent));
            _tallies[agent] = new Tally(
                Measure.Add(tally.Performance, succeeded, seconds, item.Definition.EstimateSeconds),
                tally.Skills.Union(item.Skills), tally.Succeeded + (succeeded ? 1 : 0), tally.Failed + (succeeded ? 0 : 1),
                succeeded ? Baselines.Learn(tally.Baselines, OpenTask.FamilyOf(item), seconds, item.Definition.EstimateSeconds) : tally.Baselines);
        }

        Prune(agents);
        var agentsOf = _undecided.Select(u => u.Agent).Distinct().ToList();
        _undecided.Clear();
        foreach (var agent in agentsOf)
        {
            var tally = _tallies[agent];
            if (Measure.IsDue(tally.Performance, tally.Succeeded + tally.Failed))
            {
                _tallies[agent] = tally with { Skills = [], Succeeded = 0, Failed = 0 };
                yield return new Learnt(agent, tally.Performance, [.. tally.Skills.Order(StringComparer.Ordinal)], tally.Succeeded, tally.Failed, tally.Baselines);
            }
        }
    }

    /// <summary>Now and then, those who left are forgotten.</summary>
    private void Prune(IReadOnlyDictionary<string, Agent> agents)
    {
        if (_tallies.Count > 2 * (agents.Count + Measure.Every))
        {
            foreach (var gone in _tallies.Keys.Where(a => !agents.ContainsKey(a) && !_undecided.Exists(u => u.Agent == a)).ToList())
            {
                _tallies.Remove(gone);
            }
        }
    }

    /// <summary>What was not committed did not happen; the tallies of what was are kept.</summary>
    public void Forget() => _undecided.Clear();
}
