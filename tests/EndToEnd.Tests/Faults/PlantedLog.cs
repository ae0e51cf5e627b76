using System.Text.Json;
using Weft.Benchmarks.Faults;

namespace Weft.EndToEnd.Tests.Faults;

/// <summary>A small log in which everything is right: two tasks and one that needs both, claimed, started and submitted; one of them was released
/// once. What a test plants into it is the only thing that is wrong.</summary>
internal sealed class PlantedLog
{
    private const string Workspace = "town";
    private const string Workflow = "w1";
    private readonly List<(string Type, object Data, long? Version)> _rows =
    [
        ("workflow_defined", new { workflowId = Workflow }, null),
        ("tasks_planned", new { tasks = new[] { Planned("a"), Planned("b"), Planned("join", "a", "b") } }, null),
        ("workflow_started", new { }, null),
        ("task_readied", new { task = "a", attempt = 1 }, null),
        ("task_readied", new { task = "b", attempt = 1 }, null),
        ("task_assigned", new { task = "a", attempt = 1, agent = "ada" }, null),
        ("task_assigned", new { task = "b", attempt = 1, agent = "bob" }, null),
        ("task_released", new { task = "b", token = 7 }, null),
        ("task_started", new { task = "a", token = 6 }, null),
        ("task_assigned", new { task = "b", attempt = 1, agent = "ada" }, null),
        ("task_completed", new { task = "a", attempt = 1, token = 6 }, null),
        ("task_completed", new { task = "b", attempt = 1, token = 10 }, null),
        ("task_readied", new { task = "join", attempt = 1 }, null),
        ("task_assigned", new { task = "join", attempt = 1, agent = "bob" }, null),
        ("task_completed", new { task = "join", attempt = 1, token = 14 }, null),
        ("workflow_completed", new { }, null),
    ];

    public List<ToldCommand> Told { get; } =
    [
        Tell(CommandKind.CreateWorkflow, "ada", "k1", 5, ("", 0)),
        Tell(CommandKind.Claim, "ada", "k2", 6, ("a", 6)),
        Tell(CommandKind.Claim, "bob", "k3", 7, ("b", 7)),
        Tell(CommandKind.Release, "bob", "k4", 8, ("b", 7)),
        Tell(CommandKind.Start, "ada", "k5", 9, ("a", 6)),
        Tell(CommandKind.Claim, "ada", "k6", 10, ("b", 10)),
        Tell(CommandKind.Submit, "ada", "k7", 11, ("a", 6)),
        Tell(CommandKind.Submit, "bob", "k8", 11, ("b", 7)) with { Told = Weft.Benchmarks.Faults.Told.Refused, Code = "lease.stale-token" },
        Tell(CommandKind.Submit, "ada", "k9", 13, ("b", 10)),
        Tell(CommandKind.Claim, "bob", "k10", 14, ("join", 14)) with { Told = Weft.Benchmarks.Faults.Told.Nothing, Tasks = [] },
        Tell(CommandKind.Submit, "bob", "k11", 16, ("join", 14)),
    ];

    public List<LoggedReceipt> Receipts { get; } =
    [
        .. new[] { "k1", "k2", "k3", "k4", "k5", "k6", "k7", "k9", "k11" }.Select(key => Receipt(key, new { })),
        Receipt("k10", new { tasks = new[] { new { workflow = Workflow, task = "join", token = 14 } } }),
    ];

    /// <summary>At the end, or before the first row of a type.</summary>
    public void Insert(string type, object data, string? before = null) => _rows.Insert(before is null ? _rows.Count : IndexOf(before), (type, data, null));

    public void Remove(string type, string? task = null) => _rows.RemoveAt(IndexOf(type, task));

    public void Renumber(string type, long version) => _rows[IndexOf(type)] = _rows[IndexOf(type)] with { Version = version };

    public void Cut(int rows) => _rows.RemoveRange(rows, _rows.Count - rows);

    public IReadOnlyList<ViolationKind> Violations()
    {
        var events = _rows.Select((row, i) => new LoggedEvent(i + 1, Workspace, $"workflow-{Workflow}", row.Version ?? i + 1, row.Type, JsonSerializer.SerializeToElement(row.Data)));
        return [.. LogChecker.Check(Workspace, events, Receipts, Told).Select(found => found.Kind).Distinct()];
    }

    public static ToldCommand Tell(CommandKind kind, string agent, string key, long position, params (string Task, long Token)[] tasks) =>
        new(kind, agent, key, Weft.Benchmarks.Faults.Told.Accepted, null, position, [.. tasks.Select(about => new TaskRef(Workflow, about.Task, about.Token))]);

    public static LoggedReceipt Receipt(string key, object answer) => new(Workspace, "agent:ada", key, JsonSerializer.SerializeToElement(answer));

    private int IndexOf(string type, string? task = null) =>
        _rows.FindIndex(row => row.Type == type && (task is null || JsonSerializer.SerializeToElement(row.Data).GetProperty("task").GetString() == task));

    private static object Planned(string name, params string[] needs) => new { name, needs };
}
