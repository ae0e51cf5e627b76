using System.Collections.Immutable;
using System.Globalization;
using Weft.Domain.Distribution;
using Weft.Domain.Planning;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;
using Weft.Projections.Workflows;

namespace Weft.Projections.Distribution;

/// <summary>The places of the agents as a plan uses them: what is held or offered has one each, the first ones. Of all together some may be held back
/// for urgent tasks.</summary>
internal sealed class PlanPlaces
{
    private readonly PlanGround _ground;
    private readonly bool _urgent;
    private readonly int _useful;
    private readonly Ledger _ledger;
    private readonly List<(AgentState Agent, int Place)> _places = [];
    private readonly Dictionary<string, (int Place, double Left)> _started = new(StringComparer.Ordinal);
    private readonly ImmutableDictionary<int, double>.Builder _busy = ImmutableDictionary.CreateBuilder<int, double>();

    public PlanPlaces(PlanGround ground, IReadOnlyList<TaskRow> open)
    {
        (_ground, _ledger, _urgent) = (ground, Ledger.Empty with { Map = ground.Map }, open.Any(t => t.Priority >= ground.Rules.UrgentPriority));
        _useful = Math.Min(open.Count, ground.Limit);
        var held = open.Concat(ground.Taken.Where(t => t.Kind is WorkKind.Work or WorkKind.Check)).Where(t => HolderOf(t) is not null).ToLookup(t => HolderOf(t)!, StringComparer.Ordinal);
        foreach (var agent in ground.Agents.Where(a => a.TakesWork || held[a.Id].Any()).OrderBy(a => a.Id, StringComparer.Ordinal))
        {
            Place(agent, [.. held[agent.Id].OrderBy(t => t.Workflow, StringComparer.Ordinal).ThenBy(t => t.Task, StringComparer.Ordinal)], open);
        }
    }

    /// <summary>All that the agents have; the plan looks only at as many of an agent as the run could use at once.</summary>
    public int All { get; private set; }

    public ImmutableArray<string> Names => [.. _places.Select(p => NameOf(p.Agent.Id, p.Place))];

    public Occupancy Occupied => new(Math.Max(Math.Min(_ground.Limit, Ordinary), _started.Count), _busy.ToImmutable(), [.. _started.Keys]);

    /// <summary>Which of the last free places stay free nobody knows beforehand: so many fewer tasks are under way at once.</summary>
    private int Ordinary => _urgent ? int.MaxValue : Math.Max(1, All - _ground.Reserved);

    /// <summary>Tasks of the run that should have been done already.</summary>
    public int Overdue { get; private set; }

    /// <summary>Empty: nobody could do it.</summary>
    public ImmutableArray<Option> OptionsOf(TaskRow task)
    {
        if (_started.TryGetValue(task.Task, out var here))
        {
            return [new Option(here.Place, here.Left)];
        }

        var asked = AgentStates.Of(task, _ledger, NoEffects.Instance);
        var seconds = new Dictionary<string, double?>(StringComparer.Ordinal);
        var options = ImmutableArray.CreateBuilder<Option>();
        for (var i = 0; i < _places.Count; i++)
        {
            var agent = _places[i].Agent;
            if (!seconds.TryGetValue(agent.Id, out var needs))
            {
                seconds[agent.Id] = needs = Suitability.WhyNever(asked, agent, _ground.Rules) is null ? Math.Max(1, Predict.For(asked, agent).Seconds) : null;
            }

            if (needs is { } length)
            {
                options.Add(new Option(i, length));
            }
        }

        return options.ToImmutable();
    }

    private void Place(AgentState agent, List<TaskRow> held, IReadOnlyList<TaskRow> open)
    {
        var own = open.Select(t => t.Id).ToHashSet(StringComparer.Ordinal);
        All += Math.Max(agent.Capacity, held.Count);
        for (var n = 1; n <= Math.Max(Math.Min(agent.Capacity, held.Count + _useful), held.Count); n++)
        {
            if (n <= held.Count && own.Contains(held[n - 1].Id))
            {
                _started[held[n - 1].Task] = (_places.Count, Left(held[n - 1], agent));
                Overdue += IsOverdue(held[n - 1], agent) ? 1 : 0;
            }
            else if (n <= held.Count)
            {
                _busy[_places.Count] = Left(held[n - 1], agent);
            }

            _places.Add((agent, n));
        }
    }

    private double Left(TaskRow task, AgentState agent) => Math.Max(1, LeftAsPredicted(task, agent));

    private bool IsOverdue(TaskRow task, AgentState agent) => LeftAsPredicted(task, agent) <= 0;

    private double LeftAsPredicted(TaskRow task, AgentState agent)
    {
        var elapsed = task.Holder is null || (task.StartedAt ?? task.AssignedAt) is not { } since ? 0 : Math.Max(0, (_ground.Now - since).TotalSeconds);
        var part = task.Holder is null ? 1 : 1 - (_ground.WentOnFrom.GetValueOrDefault(task.Id) / 100);
        return (Predict.For(AgentStates.Of(task, _ledger, NoEffects.Instance), agent).Seconds * part) - elapsed;
    }

    private static string? HolderOf(TaskRow task) => task.Holder ?? task.OfferedTo;

    private static string NameOf(string agent, int place) => place == 1 ? agent : string.Create(CultureInfo.InvariantCulture, $"{agent}#{place}");
}
