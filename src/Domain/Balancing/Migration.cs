using System.Collections.Immutable;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;

namespace Weft.Domain.Balancing;

/// <summary>Moves what waits at an overloaded or slow agent, and what can go on from a checkpoint, to less used agents with a free place; and
/// what waits at one whose work has to be done again too often, to any with a free place: what that one has begun it may end.
/// Started work moves only where it is done clearly sooner, what was made since the checkpoint included; and nothing to who lost it, as long as
/// another is able: the distributor would keep it from there. What was moved stays where it came to for some windows; so no more is taken from a
/// full agent than leaves it with no less than whoever gets it.</summary>
internal static class Migration
{
    private const int MostMoves = 20;
    private const double WorthIt = 0.75;

    public static IEnumerable<IBalancingEvent> Decide(BalanceState s, Measurement m, Board board, BalancingPolicy policy, ChoiceRules rules, DateTimeOffset now)
    {
        var free = m.Agents.Select(a => board.StateOf(a.Agent)).OfType<AgentState>().Where(a => a is { TakesWork: true, Free: > 0 })
            .Where(a => !s.IsRaised(TriggerKind.Pace, a.Id) && !s.IsRaised(TriggerKind.Rework, a.Id)).ToDictionary(a => a.Id, StringComparer.Ordinal);
        var loads = new Loads(board);
        foreach (var (trigger, from, kind) in Sources(s, m, policy))
        {
            if (free.Count == 0 || board.StateOf(from) is not { } slow)
            {
                continue;
            }

            var moves = Moves(new Source(s, slow, kind, m, policy, rules, now), board, loads, free).Take(MostMoves).ToImmutableArray();
            if (!moves.IsEmpty)
            {
                yield return new TasksMigrated(trigger, from, moves);
            }
        }
    }

    private sealed record Source(BalanceState State, AgentState Agent, TriggerKind Kind, Measurement Window, BalancingPolicy Policy, ChoiceRules Rules, DateTimeOffset Now)
    {
        /// <summary>Of a slow agent's work, or of one whose work is done again, anybody relieves it; how much is to be done there counts where too much is what is wrong.</summary>
        public bool Relieves(AgentState to, Loads loads) =>
            Agent.Id != to.Id && (Kind != TriggerKind.Utilisation || (Used(to.Id) < Used(Agent.Id) && loads.With(to) < loads.Of(Agent)));

        public double Used(string agent) => Window.Agents.FirstOrDefault(a => a.Agent == agent)?.Utilisation ?? 0;
    }

    /// <summary>Slow agents first, then those with too much rework, then those that are used by more than the threshold above the least used one.</summary>
    private static IEnumerable<(string Trigger, string Agent, TriggerKind Kind)> Sources(BalanceState s, Measurement m, BalancingPolicy policy)
    {
        var spread = s.Standing.FirstOrDefault(w => w.Kind == TriggerKind.Utilisation)?.Raised;
        var least = m.Agents.IsEmpty ? 0 : m.Agents.Min(a => a.Utilisation);
        var full = spread is null ? [] : m.Agents.Where(a => a.Utilisation - least > policy.UtilisationDifference)
            .OrderByDescending(a => a.Utilisation).Select(a => (spread, a.Agent, TriggerKind.Utilisation));
        return Of(TriggerKind.Pace).Concat(Of(TriggerKind.Rework)).Concat(full).DistinctBy(f => f.Item2);

        IEnumerable<(string, string, TriggerKind)> Of(TriggerKind kind) => s.Standing.Where(w => w.Kind == kind).Select(w => (w.Raised!, w.Subject, kind));
    }

    /// <summary>What each agent has, begun or not, for each of its places; with what was moved already.</summary>
    private sealed class Loads(Board board)
    {
        private readonly Dictionary<string, int> _tasks = board.Offered.Concat(board.Held).Select(h => h.Item.Lease?.Agent ?? h.Item.OfferedTo).OfType<string>()
            .CountBy(a => a, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);

        public double Of(AgentState agent) => (double)_tasks.GetValueOrDefault(agent.Id) / agent.Capacity;

        public double With(AgentState agent) => (_tasks.GetValueOrDefault(agent.Id) + 1.0) / agent.Capacity;

        public void Moved(string from, string to) => (_tasks[from], _tasks[to]) = (_tasks[from] - 1, _tasks.GetValueOrDefault(to) + 1);
    }

    private static IEnumerable<Move> Moves(Source from, Board board, Loads loads, Dictionary<string, AgentState> free)
    {
        foreach (var (workflow, item) in board.Offered.Concat(board.Held).Where(h => h.Item is { Kind: WorkKind.Work } i && (i.Lease?.Agent ?? i.OfferedTo) == from.Agent.Id && from.State.MoveOf(h.Workflow, i.Name) is null)
            .OrderBy(h => h.Workflow, StringComparer.Ordinal).ThenBy(h => h.Item.Name, StringComparer.Ordinal).ToList())
        {
            var task = board.OpenWithout(from.Agent.Id, workflow, item, from.Rules, from.Now);
            var to = free.Values.Where(a => from.Relieves(a, loads) && Suitability.WhyNot(task, a, from.Rules) is null)
                .OrderBy(a => Predict.For(task, a).Seconds).ThenBy(a => from.Used(a.Id)).ThenBy(a => a.Id, StringComparer.Ordinal).FirstOrDefault();
            if (to is not null && Move(from, workflow, item, task, to) is { } move)
            {
                if (to.Free == 1)
                {
                    free.Remove(to.Id);
                }
                else
                {
                    free[to.Id] = to with { Free = to.Free - 1, Idle = to.Idle - 1 };
                }

                loads.Moved(from.Agent.Id, to.Id);
                yield return move;
            }
        }
    }

    private static Move? Move(Source from, string workflow, WorkItem item, OpenTask task, AgentState to)
    {
        var (here, there) = (Predict.For(task, from.Agent).Seconds, Predict.For(task, to).Seconds);
        if (item.Lease is not { } lease)
        {
            return new Move(workflow, item.Name, item.Attempt, 0, to.Id, 0, here, there);
        }

        var worked = (from.Now - (lease.StartedAt ?? lease.GrantedAt)).TotalSeconds;
        if (item.Status == WorkStatus.Assigned)
        {
            // Held for half a window and not begun: it waits there for a place that does not come.
            return worked < from.Policy.WindowSeconds / 2 ? null : new Move(workflow, item.Name, item.Attempt, lease.Token, to.Id, 0, here, there);
        }

        if (from.Kind == TriggerKind.Rework || item.Checkpoint is not { Percent: > 0 } checkpoint)
        {
            return null;
        }

        // How long it takes here shows in when it came how far here; before that, what is expected counts.
        var (began, done) = ((lease.From ?? 0) / 100, Math.Min(0.999, checkpoint.Percent / 100));
        var reached = Math.Max(0, ((checkpoint.At ?? from.Now) - (lease.StartedAt ?? lease.GrantedAt)).TotalSeconds);
        var whole = done > began ? Math.Max(here, reached / (done - began)) : here;
        var left = Math.Max((whole * (1 - began)) - worked, worked * (1 - done));

        // Where nothing says that the agent is slow, a task that takes long here would take long elsewhere too.
        var rest = there * (from.Kind == TriggerKind.Pace || here <= 0 ? 1 : whole / here) * (1 - done);
        return rest >= WorthIt * left ? null : new Move(workflow, item.Name, item.Attempt, lease.Token, to.Id, checkpoint.Percent, Math.Round(left, 3), Math.Round(rest, 3));
    }
}
