using System.Collections.Immutable;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>What of the board goes into a decision.</summary>
public sealed partial class Board
{
    /// <summary>Who may write what, and what is taken: asked at each decision.</summary>
    public Ledger Ledger
    {
        get;
        set
        {
            field = value;
            LedgerChanged?.Invoke(value);
        }
    } = Ledger.Empty;

    public Action<Ledger>? LedgerChanged { get; set; }

    private bool Admits(OpenTask task) => _workflows.GetValueOrDefault(task.Workflow) is { Status: WorkflowStatus.Running, Version: < Plan.MaxEvents } workflow
        && (task.InMergeLane || workflow.AcceptsClaims);

    /// <summary>Of all that the same agents can have only as many as could be placed at all, and of each run; where places are held back, those as well that may have them.</summary>
    public ImmutableArray<OpenTask> Open(Coordination coordination, ImmutableArray<AgentState> agents, ChoiceRules rules, DateTimeOffset now)
    {
        Analyse();
        var everybody = new Lazy<AgentState[]>(Everybody);
        var slow = KeptFromSlow(agents, everybody, rules, now);
        return Limited([.. new Shortlist(agents, rules).Of(_ready.Values,
            t => Admits(t) && _workflows[t.Workflow].Settings.Coordination == coordination, t => Kept(t, slow, everybody, rules, now), Allowed)]);
    }

    /// <summary>What some lost is kept from those, and not from slow ones as well.</summary>
    private OpenTask Kept(OpenTask task, Sooner? slow, Lazy<AgentState[]> everybody, ChoiceRules rules, DateTimeOffset now) =>
        Elsewhere(task, everybody, rules, now) is var seen && slow is not null && seen.Excluded == task.Excluded ? slow.Apply(task) : seen;

    /// <summary>Of each run as many as it has places left; those that are kept from some agents count for themselves, since the others may go where they may not.</summary>
    private IEnumerable<OpenTask> Allowed(IEnumerable<OpenTask> tasks)
    {
        var left = new Dictionary<(string Workflow, bool Kept), int>();
        foreach (var task in tasks)
        {
            var key = (task.Workflow, task.Excluded is not null);
            var places = task.InMergeLane ? int.MaxValue : left.GetValueOrDefault(key, _workflows[task.Workflow].PlacesLeft);
            if (places > 0)
            {
                left[key] = places - 1;
                yield return task;
            }
        }
    }

    /// <summary>With the places that are left of runs of which there are more tasks than that.</summary>
    private ImmutableArray<OpenTask> Limited(ImmutableArray<OpenTask> tasks)
    {
        var beyond = tasks.Where(t => !t.InMergeLane).CountBy(t => t.Workflow).Where(r => r.Value > _workflows[r.Key].PlacesLeft).Select(r => r.Key).ToHashSet(StringComparer.Ordinal);
        return beyond.Count == 0 ? tasks
            : [.. tasks.Select(t => t.InMergeLane || !beyond.Contains(t.Workflow) ? t : t with { RunPlaces = _workflows[t.Workflow].PlacesLeft })];
    }

    /// <summary>As the chooser would see it if it were taken from its holder now: kept away from there, and from who lost it before.</summary>
    public OpenTask OpenWithout(string holder, string workflow, WorkItem item, ChoiceRules rules, DateTimeOffset now)
    {
        var open = Distribution.Place.Open(_workflows[workflow], item, _effects, Ledger);

        // What is given back is ready from then on; an offer that lapses leaves it ready since it was.
        return Elsewhere(
            open with { Excluded = [.. open.Excluded ?? [], new Exclusion(holder, Match.Moved)], ReadyAt = item.Lease is null ? open.ReadyAt : now },
            new(Everybody), rules, now);
    }

    /// <summary>As the chooser would see it now.</summary>
    public OpenTask OpenOf(string workflow, WorkItem item, ChoiceRules rules, DateTimeOffset now) =>
        Elsewhere(Distribution.Place.Open(_workflows[workflow], item, _effects, Ledger), new(Everybody), rules, now);

    private AgentState[] Everybody() => [.. _agents.Keys.Select(a => StateOf(a)!)];

    private OpenTask Elsewhere(OpenTask task, Lazy<AgentState[]> everybody, ChoiceRules rules, DateTimeOffset now) => _workflows[task.Workflow].Item(task.Task) is { LostBy.IsEmpty: false } item
        ? Distribution.Elsewhere.Apply(task, item.LostBy, item.LapsedAt, everybody.Value, rules, now)
        : task;

    /// <summary>From here on balancing has this in force: tasks that it concerns, or no longer does, are placed anew.</summary>
    public void Put(IEffects effects)
    {
        var concerned = _effects.Concerned.Union(effects.Concerned).ToList();
        _effects = effects;
        _ordinary = default;
        foreach (var (workflow, task) in concerned)
        {
            if (Holds(workflow, task, out var item))
            {
                Place(_workflows[workflow], item);
            }
        }
    }
}
