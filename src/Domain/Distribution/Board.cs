using System.Diagnostics.CodeAnalysis;
using Weft.Domain.Agents;
using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>Ready tasks × agents of a workspace, kept in memory by the owner's commits, so that a claim neither scans tables nor polls.
/// Ready tasks are kept by who can have them: what nobody present can do costs nothing.</summary>
public sealed partial class Board
{
    private readonly Dictionary<string, Agent> _agents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Workflow> _workflows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<OpenTask>> _ready = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Workflow, string Task), Place> _places = [];
    private readonly HashSet<(string Workflow, string Task)> _offered = [];
    private readonly Dictionary<string, Load> _loads = new(StringComparer.Ordinal);

    private IEffects _effects = NoEffects.Instance;

    /// <summary>Called for each task that changed: deadlines hang on it.</summary>
    public Action<string, WorkItem>? ItemChanged { get; set; }

    public Action<Agent>? AgentChanged { get; set; }

    /// <summary>Share of its processor that an agent's worker has told last, 0-1; null: it told nothing. It counts until a window has measured it, and
    /// what a decision took from here stands in its record.</summary>
    public Func<string, double?>? Told { get; set; }

    public IReadOnlyDictionary<string, Agent> Agents => _agents;

    public IReadOnlyDictionary<string, Workflow> Workflows => _workflows;

    public bool HasReady => _ready.Count > 0;

    /// <summary>Tasks that are offered to an agent and wait for it to ask.</summary>
    public IEnumerable<(string Workflow, WorkItem Item)> Offered =>
        _offered.Select(key => (key.Workflow, _workflows[key.Workflow].Items[key.Task]));

    /// <summary>Tasks that somebody holds.</summary>
    public IEnumerable<(string Workflow, WorkItem Item)> Held =>
        _places.Where(p => p.Value.Holder is not null && !_offered.Contains(p.Key)).Select(p => (p.Key.Workflow, _workflows[p.Key.Workflow].Items[p.Key.Task]));

    public Load LoadOf(string agent) => _loads.GetValueOrDefault(agent) ?? Load.None;

    /// <summary>The agent as the chooser sees it, null when it is not here.</summary>
    /// <param name="max">it wants no more than so many, which says nothing of its load</param>
    public AgentState? StateOf(string agent, int max = int.MaxValue)
    {
        if (!_agents.TryGetValue(agent, out var known))
        {
            return null;
        }

        var (load, profile) = (LoadOf(agent), known.Profile);
        var state = new AgentState(
            known.Id, profile.Skills, profile.Tier, known.TakesWork, profile.Capacity, Math.Max(0, profile.Capacity - load.Work), profile.Merges,
            load.Merges == 0 && profile.Merges, known.Performance.Results, known.Performance.PaceRatio, known.Baselines)
        {
            Roles = profile.Roles,
            Utilisation = _effects.ProcessorOf(agent) ?? Told?.Invoke(agent),
        };
        return state.Holding(Ordinary).Learns(known.Trainings, t => Unreviewed(known, t)).Behind(BreakerOf(known)).AtMost(max);
    }

    public void Put(Agent agent)
    {
        _ordinary = default;
        if (agent.Status == AgentStatus.Left)
        {
            _agents.Remove(agent.Id);
            _idleSince.Remove(agent.Id);
        }
        else
        {
            _agents[agent.Id] = agent;
        }

        AgentChanged?.Invoke(agent);
    }

    public void Put(Workflow? before, Workflow after, IEnumerable<object> events)
    {
        if (after.IsTerminal)
        {
            _workflows.Remove(after.Id);
        }
        else
        {
            _workflows[after.Id] = after;
        }

        if (after.IsTerminal)
        {
            _tails.Remove(after.Id);
        }

        var tails = _tails.GetValueOrDefault(after.Id);
        foreach (var name in Touched.By(before, after, events))
        {
            if (after.Item(name) is { } item)
            {
                Place(after, item);
                tails?.Put(before?.Item(name), item);
            }
        }
    }

    public bool Holds(string workflow, string task, [NotNullWhen(true)] out WorkItem? item)
    {
        item = _workflows.GetValueOrDefault(workflow)?.Item(task);
        return item is not null;
    }

    private void Place(Workflow workflow, WorkItem item)
    {
        var key = (workflow.Id, item.Name);
        var old = _places.GetValueOrDefault(key);
        var now = Distribution.Place.Of(workflow, item, _effects, _analysed);
        Sort(old, now);
        if (old?.Holder is { } was)
        {
            Count(was, LoadOf(was).Less(old.Merges));
            if (!_offered.Contains(key))
            {
                _idleSince.Remove(was);
            }
        }

        if (now.Holder is { } holder)
        {
            Count(holder, LoadOf(holder).More(now.Merges));
        }

        if (now.IsEmpty)
        {
            _places.Remove(key);
        }
        else
        {
            _places[key] = now;
        }

        if (item.Status == WorkStatus.Offered && !workflow.IsTerminal)
        {
            _offered.Add(key);
        }
        else
        {
            _offered.Remove(key);
        }

        ItemChanged?.Invoke(workflow.Id, item);
    }
}
