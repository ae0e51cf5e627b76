using System.Collections.Immutable;
using System.Globalization;

namespace Weft.Domain.Planning;

/// <summary>One agent that may do a task, and how long it would take.</summary>
public readonly record struct Option(int Agent, double Duration);

/// <summary>A task at the other end of a dependency, and what it costs to bring results from one agent to another.</summary>
public readonly record struct Link(int Task, double Transfer);

/// <param name="Options">the agents that may do it; the same array may stand for many tasks</param>
public sealed record PlannedTask(string Id, ImmutableArray<Option> Options);

/// <param name="Transfer">added between the two when they are done by different agents</param>
public sealed record Dependency(string Before, string After, double Transfer = 0);

/// <summary>What is to be planned: tasks with the agents that may do each of them and how long each would take, what has to be done
/// before what, and what it costs to change hands in between. Checked once; everything that plans works with its numbers.</summary>
public sealed class Instance
{
    public const int MaxTasks = 50_000;

    private readonly int[] _order;
    private readonly int[] _places;

    private Instance(ImmutableArray<PlannedTask> tasks, ImmutableArray<string> agents, Option[][] options, Link[][] before, Link[][] after, int[] order)
    {
        (Tasks, Agents, Options, Before, After, _order) = (tasks, agents, options, before, after, order);
        Shortest = Shortest.Of(options);
        _places = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            _places[order[i]] = i;
        }

        HasTransfers = after.Any(links => links.Any(l => l.Transfer > 0));
    }

    public ImmutableArray<PlannedTask> Tasks { get; }

    public ImmutableArray<string> Agents { get; }

    public int Count => Tasks.Length;

    public Occupancy Occupied { get; private init; } = Occupancy.None;

    /// <summary>Not everything is free from the beginning, or may be used at once.</summary>
    public bool IsOccupied => Occupied.Limit < Agents.Length || !Occupied.Busy.IsEmpty || !Occupied.Started.IsEmpty;

    internal bool IsStarted(int task) => !Occupied.Started.IsEmpty && Occupied.Started.Contains(Tasks[task].Id);

    internal Option[][] Options { get; }

    internal Link[][] Before { get; }

    internal Link[][] After { get; }

    /// <summary>Every task after all that it needs.</summary>
    internal ReadOnlySpan<int> Order => _order;

    /// <summary>Where each task stands in <see cref="Order"/>.</summary>
    internal ReadOnlySpan<int> Places => _places;

    internal bool HasTransfers { get; }

    internal Shortest Shortest { get; }

    /// <summary>The same with every dependency turned round.</summary>
    internal Instance Reversed() => new(Tasks, Agents, Options, After, Before, [.. Order.ToArray().Reverse()]);

    public static Instance? Create(
        ImmutableArray<PlannedTask> tasks, ImmutableArray<string> agents, IEnumerable<Dependency> dependencies, out Rejection? rejection, Occupancy? occupied = null)
    {
        rejection = Wrong(tasks, agents);
        if (rejection is not null)
        {
            return null;
        }

        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var task in tasks)
        {
            if (!index.TryAdd(task.Id, index.Count))
            {
                rejection = Rejection.Because("plan.duplicate-task", $"Task '{task.Id}' is there twice.", ("task", task.Id));
                return null;
            }
        }

        if (Linked(tasks, index, dependencies, out rejection) is not { } links)
        {
            return null;
        }

        var order = Sorted(links.Before, links.After);
        if (order.Length < tasks.Length)
        {
            var inCycle = tasks.Select(t => t.Id).Except(order.Select(t => tasks[t].Id)).First();
            rejection = Rejection.Because("plan.cycle", $"Task '{inCycle}' waits for itself, or for tasks that wait for each other.", ("task", inCycle));
            return null;
        }

        return new Instance(tasks, agents, Optional(tasks), links.Before, links.After, order) { Occupied = occupied ?? Occupancy.None };
    }

    private static Option[][] Optional(ImmutableArray<PlannedTask> tasks)
    {
        var options = new Option[tasks.Length][];
        var known = new Dictionary<ImmutableArray<Option>, Option[]>();
        for (var t = 0; t < tasks.Length; t++)
        {
            options[t] = known.TryGetValue(tasks[t].Options, out var same) ? same : known[tasks[t].Options] = [.. tasks[t].Options];
        }

        return options;
    }

    private static Rejection? Wrong(ImmutableArray<PlannedTask> tasks, ImmutableArray<string> agents)
    {
        if (tasks.Length > MaxTasks)
        {
            return Rejection.Because("plan.too-large", string.Create(CultureInfo.InvariantCulture, $"{tasks.Length} tasks; at most {MaxTasks} are planned at once."));
        }

        foreach (var task in tasks)
        {
            if (task.Options.IsEmpty)
            {
                return Rejection.Because("plan.nobody-able", $"No agent can do task '{task.Id}'.", ("task", task.Id));
            }

            if (task.Options.Any(o => o.Agent < 0 || o.Agent >= agents.Length))
            {
                return Rejection.Because("plan.unknown-agent", $"Task '{task.Id}' names an agent that is not there.", ("task", task.Id));
            }

            if (task.Options.Any(o => !double.IsFinite(o.Duration) || o.Duration < 0) || task.Options.Select(o => o.Agent).Distinct().Count() < task.Options.Length)
            {
                return Rejection.Because("plan.bad-duration", $"Task '{task.Id}' needs one duration of 0 or more for each agent.", ("task", task.Id));
            }
        }

        return null;
    }

    private static (Link[][] Before, Link[][] After)? Linked(
        ImmutableArray<PlannedTask> tasks, Dictionary<string, int> index, IEnumerable<Dependency> dependencies, out Rejection? rejection)
    {
        var before = new List<Link>[tasks.Length];
        var after = new List<Link>[tasks.Length];
        var seen = new HashSet<(int, int)>();
        foreach (var d in dependencies)
        {
            if (!index.TryGetValue(d.Before, out var from) || !index.TryGetValue(d.After, out var to))
            {
                rejection = Rejection.Because("plan.unknown-task", $"'{d.After}' after '{d.Before}': one of them is not a task.", ("before", d.Before), ("after", d.After));
                return null;
            }

            if (!double.IsFinite(d.Transfer) || d.Transfer < 0)
            {
                rejection = Rejection.Because("plan.bad-transfer", $"'{d.After}' after '{d.Before}': the transfer must cost 0 or more.", ("before", d.Before), ("after", d.After));
                return null;
            }

            if (seen.Add((from, to)))
            {
                (after[from] ??= []).Add(new Link(to, d.Transfer));
                (before[to] ??= []).Add(new Link(from, d.Transfer));
            }
        }

        rejection = null;
        return ([.. before.Select(l => l?.ToArray() ?? [])], [.. after.Select(l => l?.ToArray() ?? [])]);
    }

    private static int[] Sorted(Link[][] before, Link[][] after)
    {
        var open = before.Select(l => l.Length).ToArray();
        var order = new List<int>(before.Length);
        order.AddRange(Enumerable.Range(0, before.Length).Where(t => open[t] == 0));
        for (var i = 0; i < order.Count; i++)
        {
            foreach (var link in after[order[i]])
            {
                if (--open[link.Task] == 0)
                {
                    order.Add(link.Task);
                }
            }
        }

        return [.. order];
    }
}
