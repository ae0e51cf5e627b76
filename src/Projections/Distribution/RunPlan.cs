using System.Collections.Immutable;
using Marten;
using Weft.Domain;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Distribution;
using Weft.Domain.Planning;
using Weft.Domain.Workflows;
using Weft.Projections.Agents;
using Weft.Projections.Workflows;

namespace Weft.Projections.Distribution;

/// <summary>What is left of a run as something to plan: its tasks of work on the places of the agents, with predicted durations. A task that is
/// held or offered goes on where it is for the rest of its time; what other runs hold keeps its place as long; what waits for a gate waits for all
/// that stands before it.</summary>
/// <param name="Unplanned">what cannot be planned, and what hangs on it</param>
public sealed record RunPlan(Instance? Instance, Rejection? Rejection, ImmutableArray<Unplanned> Unplanned, ImmutableArray<Assumption> Assumptions)
{
    /// <summary>Of tasks and places: some hundred megabytes, and some seconds.</summary>
    private const long MostOptions = 20_000_000;

    public static async Task<RunPlan?> ReadAsync(Snapshot moment, string workflow, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await moment.Session.LoadAsync<WorkflowRow>(workflow, cancellation) is not { } run)
        {
            return null;
        }

        var tasks = await moment.Session.Query<TaskRow>().Where(t => t.Workflow == workflow && (t.Kind == WorkKind.Work || t.Kind == WorkKind.Check)).ToListAsync(cancellation);
        var active = await moment.Session.Query<TaskRow>().Where(t => t.Active && (t.Holder != null || t.OfferedTo != null)).ToListAsync(cancellation);
        var gates = await moment.Session.Query<GateRow>().Where(g => g.Workflow == workflow).ToListAsync(cancellation);
        var agents = await moment.Session.Query<AgentRow>().ToListAsync(cancellation);
        var others = await moment.Session.Query<WorkflowRow>().Where(w => w.Active && w.Id != workflow).AnyAsync(cancellation);
        var policy = await PolicyReader.ReadAsync(moment, cancellation);
        var map = await PolicyReader.MapAsync(moment, cancellation);
        var effects = new Effects(BalanceState.None, policy.BalancingInForce());
        ImmutableArray<AgentState> states = [.. agents.Select(a => StateOf(a, effects)).OfType<AgentState>()];
        return Of(new PlanGround(
            [.. tasks.Where(t => t.Kind == WorkKind.Work)], [.. gates], [.. active.Where(t => t.Workflow != workflow || t.Kind == WorkKind.Check)],
            states, policy.RulesInForce(), map, run.Settings.ParallelAgents, now)
        {
            Checks = [.. tasks.Where(t => t.Kind == WorkKind.Check)],
            RunsChecks = run.Settings.Quality == QualityStrategy.Gates,
            OthersWait = others,
            WentOnFrom = agents.SelectMany(a => a.Held).Where(h => h.From is not null).ToDictionary(h => TaskRow.IdOf(h.Workflow, h.Task), h => h.From!.Value, StringComparer.Ordinal),
            IsRunning = run.Status == WorkflowStatus.Running,
            Merges = run.Repository is not null,
            Reserved = effects.ReservedOf(states.Where(a => a.TakesWork).Sum(a => a.Capacity)),
        });
    }

    public static RunPlan Of(PlanGround ground)
    {
        var open = ground.Tasks.Where(t => t.IsOpen && t.Status is not (WorkStatus.Submitted or WorkStatus.Conflicted)).OrderBy(t => t.Task, StringComparer.Ordinal).ToList();
        var places = new PlanPlaces(ground, open);
        if ((long)open.Count * places.Names.Length > MostOptions)
        {
            return new RunPlan(null, Rejection.Because("plan.too-large", FormattableString.Invariant(
                $"{open.Count} tasks that could each be done in {places.Names.Length} places are too much for one plan: together at most {MostOptions}.")), [], []);
        }

        var options = open.ToDictionary(t => t.Task, places.OptionsOf, StringComparer.Ordinal);
        var gaps = PlanGaps.Of(ground, open, t => !(t.Kind == WorkKind.Work ? options[t.Task] : places.OptionsOf(t)).IsEmpty);
        var left = gaps.Select(g => g.Task).ToHashSet(StringComparer.Ordinal);
        var planned = open.Where(t => !left.Contains(t.Task)).ToList();
        var names = planned.Select(t => t.Task).ToHashSet(StringComparer.Ordinal);
        var gates = ground.Gates.ToDictionary(g => g.Gate, g => g.After, StringComparer.Ordinal);
        var edges = planned.SelectMany(t => Before(t.Needs, gates).Where(names.Contains).Select(n => new Dependency(n, t.Task)));
        var instance = Instance.Create([.. planned.Select(t => new PlannedTask(t.Task, options[t.Task]))], places.Names, edges, out var rejection, places.Occupied);
        return new RunPlan(
            instance, rejection, gaps, Assumption.Of(ground, open, gaps.Length, places.All, places.Occupied.Busy.Count, places.Overdue));
    }

    /// <summary>A breaker that stays open until somebody closes it is not planned with; of any other one the time passes.</summary>
    private static AgentState? StateOf(AgentRow row, Effects effects) =>
        AgentStates.Of(row, effects) is { } state && row.State?.Breaker is { Status: BreakerStatus.Open, Until: null }
            ? state with { TakesWork = false } : AgentStates.Of(row, effects);

    /// <summary>Tasks, and for each gate the tasks before it, through any number of gates.</summary>
    private static IEnumerable<string> Before(ImmutableArray<string> needs, Dictionary<string, ImmutableArray<string>> gates)
    {
        var (seen, open) = (new HashSet<string>(StringComparer.Ordinal), new Stack<string>(needs));
        while (open.TryPop(out var need))
        {
            if (!seen.Add(need))
            {
                continue;
            }

            if (!gates.TryGetValue(need, out var after))
            {
                yield return need;
                continue;
            }

            foreach (var name in after)
            {
                open.Push(name);
            }
        }
    }
}
