namespace Weft.Benchmarks.Faults;

/// <summary>One workflow as the log tells of it; knows nothing of the product's own fold. For workflows of tasks alone: no gates, no merges.</summary>
internal sealed class WorkflowLog(string where)
{
    private static readonly HashSet<string> Once = ["workflow_defined", "workflow_started", "workflow_completed", "workflow_cancelled"];
    private readonly Dictionary<string, TaskLog> _tasks = [];
    private readonly HashSet<string> _had = [];

    public IEnumerable<Violation> Apply(LoggedEvent happened)
    {
        if (Once.Contains(happened.Type) && !_had.Add(happened.Type))
        {
            yield return new Violation(ViolationKind.DuplicateEffect, where, $"{happened.Type} again at version {happened.Version}");
        }
        else if (happened.Type == "tasks_planned")
        {
            Plan(happened);
        }
        else if (_tasks.TryGetValue(happened.Task, out var task) && task.Apply(happened) is { } found)
        {
            yield return new Violation(found.Kind, where, $"task {happened.Task}: {found.What}");
        }
    }

    /// <summary>Everything that will never be done, though the workflow has not ended.</summary>
    public IEnumerable<Violation> Lost()
    {
        if (!_had.Contains("workflow_started") || _had.Contains("workflow_completed") || _had.Contains("workflow_cancelled"))
        {
            return [];
        }

        var stuck = _tasks.Values.Where(t => !t.IsDone && !HasAWay(t)).Select(t => new Violation(ViolationKind.LostTask, where, $"task {t.Name} is neither done nor will it be")).ToList();
        return stuck.Count == 0 && _tasks.Values.All(t => t.IsDone)
            ? [new Violation(ViolationKind.LostTask, where, "every task is done, and the workflow has not ended")]
            : stuck;
    }

    /// <summary>It moves, or waits for something that does.</summary>
    private bool HasAWay(TaskLog task)
    {
        var open = task.Needs.Select(n => _tasks[n]).Where(n => !n.IsDone).ToList();
        return task.Moves || (open.Count > 0 && open.TrueForAll(HasAWay));
    }

    private void Plan(LoggedEvent happened)
    {
        foreach (var task in happened.Data.GetProperty("tasks").EnumerateArray())
        {
            var name = task.GetProperty("name").GetString()!;
            _tasks[name] = new TaskLog(name, [.. task.GetProperty("needs").EnumerateArray().Select(n => n.GetString()!)]);
        }
    }
}
