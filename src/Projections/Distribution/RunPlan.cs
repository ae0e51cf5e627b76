using System.Collections.Immutable;
using System.Globalization;
using Marten;
using Weft.Domain;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Distribution;
using Weft.Domain.Planning;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;
using Weft.Projections.Agents;
using Weft.Projections.Workflows;

namespace Weft.Projections.Distribution;

/// <summary>What is left of a run as something to plan: its tasks of work on the places of the agents, with predicted durations. A task that is
/// held stays with its holder for the rest of its time; what waits for a gate waits for all that stands before it.</summary>
/// <param name="Unplanned">nobody in the workspace could do these</param>
public sealed record RunPlan(Instance? Instance, Rejection? Rejection, ImmutableArray<string> Unplanned)
{
    private const int MostPlaces = 64;

    public static async Task<RunPlan?> ReadAsync(Snapshot moment, string workflow, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await moment.Session.LoadAsync<WorkflowRow>(workflow, cancellation) is null)
        {
            return null;
        }

        var tasks = await moment.Session.Query<TaskRow>().Where(t => t.Workflow == workflow && t.Kind == WorkKind.Work).ToListAsync(cancellation);
        var gates = await moment.Session.Query<GateRow>().Where(g => g.Workflow == workflow).ToListAsync(cancellation);
        var agents = await moment.Session.Query<AgentRow>().ToListAsync(cancellation);
        var policy = await PolicyReader.ReadAsync(moment, cancellation);
        var map = await PolicyReader.MapAsync(moment, cancellation);
        return Of(tasks, gates.ToDictionary(g => g.Gate, g => g.After, StringComparer.Ordinal), [.. agents.Select(a => StateOf(a, new Effects(BalanceState.None, policy.BalancingInForce()))).OfType<AgentState>()], policy.RulesInForce(), map, now);
    }

    public static RunPlan Of(
        IReadOnlyList<TaskRow> tasks, IReadOnlyDictionary<string, ImmutableArray<string>> gates, ImmutableArray<AgentState> agents, ChoiceRules rules, DomainMap map, DateTimeOffset now)
    {
        var able = agents.Where(a => a.TakesWork || tasks.Any(t => t.Holder == a.Id)).OrderBy(a => a.Id, StringComparer.Ordinal).ToList();
        var places = able.SelectMany(a => Enumerable.Range(1, Math.Min(a.Capacity, MostPlaces)).Select(n => (Agent: a, Name: NameOf(a.Id, n)))).ToList();
        var open = tasks.Where(t => t.IsOpen && t.Status is not (WorkStatus.Submitted or WorkStatus.Conflicted)).OrderBy(t => t.Task, StringComparer.Ordinal).ToList();
        var options = open.ToDictionary(t => t.Task, t => OptionsOf(t, places, rules, map, now), StringComparer.Ordinal);
        var planned = open.Where(t => !options[t.Task].IsEmpty).ToList();
        var names = planned.Select(t => t.Task).ToHashSet(StringComparer.Ordinal);
        var edges = planned.SelectMany(t => Before(t.Needs, gates).Where(names.Contains).Select(n => new Dependency(n, t.Task)));
        var instance = Instance.Create([.. planned.Select(t => new PlannedTask(t.Task, options[t.Task]))], [.. places.Select(p => p.Name)], edges, out var rejection);
        return new RunPlan(instance, rejection, [.. open.Where(t => options[t.Task].IsEmpty).Select(t => t.Task)]);
    }

    /// <summary>A breaker that stays open until somebody closes it is not planned with; of any other one the time passes.</summary>
    private static AgentState? StateOf(AgentRow row, Effects effects) =>
        AgentStates.Of(row, effects) is { } state && row.State?.Breaker is { Status: BreakerStatus.Open, Until: null }
            ? state with { TakesWork = false } : AgentStates.Of(row, effects);

    private static ImmutableArray<Option> OptionsOf(TaskRow task, List<(AgentState Agent, string Name)> places, ChoiceRules rules, DomainMap map, DateTimeOffset now)
    {
        var open = AgentStates.Of(task, Ledger.Empty with { Map = map }, NoEffects.Instance);
        var elapsed = task.Holder is null || (task.StartedAt ?? task.AssignedAt) is not { } since ? 0 : Math.Max(0, (now - since).TotalSeconds);
        return [.. places.Select((p, i) => (p.Agent, Index: i))
            .Where(p => task.Holder is { } holder ? p.Agent.Id == holder : Suitability.WhyNever(open, p.Agent, rules) is null)
            .Select(p => new Option(p.Index, Math.Max(1, Predict.For(open, p.Agent).Seconds - elapsed)))];
    }

    /// <summary>Tasks, and for each gate the tasks before it, through any number of gates.</summary>
    private static IEnumerable<string> Before(ImmutableArray<string> needs, IReadOnlyDictionary<string, ImmutableArray<string>> gates)
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

    private static string NameOf(string agent, int place) => place == 1 ? agent : string.Create(CultureInfo.InvariantCulture, $"{agent}#{place}");
}
