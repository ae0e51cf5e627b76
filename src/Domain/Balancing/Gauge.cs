using System.Collections.Immutable;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;

namespace Weft.Domain.Balancing;

/// <summary>Counts what happens in a window from the events of runs. Until it is written down a restart loses it, which costs one window.</summary>
public sealed partial class Gauge
{
    private readonly Dictionary<string, Tally> _tallies = new(StringComparer.Ordinal);
    private DateTimeOffset _from;

    private sealed class Tally
    {
        public double Busy { get; set; }

        public int Finished { get; set; }

        public int Rework { get; set; }

        /// <summary>By kind of task.</summary>
        public Dictionary<string, KindWindow> Kinds { get; } = new(StringComparer.Ordinal);
    }

    /// <summary>What workers told of their machines since it was last asked for; null: nothing.</summary>
    public Func<IReadOnlyDictionary<string, Vitals>>? Vitals { get; set; }

    /// <summary>A window begins.</summary>
    public void Begin(DateTimeOffset now)
    {
        _from = now;
        _tallies.Clear();
    }

    /// <summary>An event, with the state before it: there the task still has its holder.</summary>
    public void Note(Workflow before, object happened, DateTimeOffset at)
    {
        switch (happened)
        {
            case TaskSubmitted or TaskCompleted when HandIn.Of(before, happened)?.Item is { } item:
                End(before, item.Name, at, finished: true, failed: false);
                break;
            case TaskFailed e:
                End(before, e.Task, at, finished: false, failed: true);
                break;
            case TaskTimedOut e:
                End(before, e.Task, at, finished: false, failed: true);
                break;
            case TaskCheckpointed e when before.Item(e.Task) is { Lease: { } lease } item:
                Advance(before.Id, item, lease, at, e.Percent / 100);
                break;
            case TaskReleased or LeaseExpired:
                End(before, ((ITaskEvent)happened).Task, at, finished: false, failed: false);
                break;
            case TaskYielded e:
                SendBack(before, e.Task);
                break;
            case WorkflowRolledBack e:
                SendBack(before, [.. e.Tasks.Select(t => t.Task)]);
                break;
            case TasksSetBack e:
                SendBack(before, [.. e.Tasks.Select(t => t.Task)]);
                break;
        }
    }

    /// <summary>The window ends and the next one begins.</summary>
    /// <param name="learnt">knows what is normal for each kind of task</param>
    public Measurement Take(Board board, ChoiceRules rules, BalanceState learnt, DateTimeOffset now)
    {
        foreach (var (workflow, item) in board.Held)
        {
            Hold(item, now);
            if (item is { Kind: WorkKind.Work, Lease: { StartedAt: not null } lease })
            {
                Follow(workflow, item, lease, learnt, now);
            }
        }

        var vitals = Vitals?.Invoke() ?? ImmutableDictionary<string, Vitals>.Empty;
        var groups = board.Waiting().ToList();
        var agents = board.Agents.Keys.Order(StringComparer.Ordinal).Where(a => board.Agents[a].Breaker is not { Status: BreakerStatus.Open }).Select(a => board.StateOf(a)).OfType<AgentState>().Where(a => a.TakesWork).ToImmutableArray();
        var window = new Measurement(
            _from, now, [.. agents.Select(a => Measure(a, groups.Where(g => Suitability.WhyNever(g.First, a, rules) is null).Sum(g => g.Count), vitals.GetValueOrDefault(a.Id), board, now))], groups.Sum(g => g.Count),
            [.. groups.Select(g => new PendingGroup(g.First.Skills, g.Count, agents.Count(a => Suitability.WhyNever(g.First, a, rules) is null)))]);
        Begin(now);
        foreach (var ended in _marks.Keys.Where(k => !board.Workflows.ContainsKey(k.Workflow)).ToList())
        {
            _marks.Remove(ended);
        }

        return window;
    }

    private AgentWindow Measure(AgentState a, int queue, Vitals vitals, Board board, DateTimeOffset now)
    {
        var tally = _tallies.GetValueOrDefault(a.Id) ?? new Tally();
        var places = Math.Clamp(tally.Busy / Math.Max(0.001, (now - _from).TotalSeconds * a.Capacity), 0, 1);
        var used = Math.Max(places, Math.Max(vitals.Cpu ?? 0, vitals.Memory ?? 0));
        return new AgentWindow(
            a.Id, a.Capacity, Math.Round(used, 4), vitals.Cpu, vitals.Memory, board.LoadOf(a.Id).Work, queue, tally.Finished, tally.Rework,
            Math.Round(tally.Kinds.Values.Sum(k => k.WorkedSeconds), 3), Math.Round(tally.Kinds.Values.Sum(k => k.EstimatedSeconds), 3))
        {
            Kinds = KindWindow.Largest(tally.Kinds.Values),
        };
    }

    private void End(Workflow before, string task, DateTimeOffset at, bool finished, bool failed)
    {
        if (before.Item(task) is not { Lease: { } lease } item)
        {
            return;
        }

        Hold(item, at);
        if (item.Kind == WorkKind.Work)
        {
            var tally = Of(lease.Agent);
            (tally.Finished, tally.Rework) = (tally.Finished + (finished ? 1 : 0), tally.Rework + (failed ? 1 : 0));
            if (finished)
            {
                Advance(before.Id, item, lease, at, 1);
            }
        }

        _marks.Remove((before.Id, task));
    }

    private void Hold(WorkItem item, DateTimeOffset until)
    {
        if (item is { TakesPlace: true, Lease: { } lease })
        {
            var since = lease.GrantedAt > _from ? lease.GrantedAt : _from;
            Of(lease.Agent).Busy += Math.Max(0, (until - since).TotalSeconds);
        }
    }

    private void SendBack(Workflow before, params ReadOnlySpan<string> tasks)
    {
        foreach (var task in tasks)
        {
            if (before.Item(task)?.Submission is { } done)
            {
                Of(done.Agent).Rework++;
            }
        }
    }

    private Tally Of(string agent)
    {
        if (!_tallies.TryGetValue(agent, out var tally))
        {
            _tallies[agent] = tally = new Tally();
        }

        return tally;
    }
}
