using System.Globalization;
using Weft.Contracts;
using Weft.Worker.Isolation;

namespace Weft.Worker.Tasks;

/// <summary>The variables a command gets about its task. Stated in docs/reference/worker.md; a test compares the two.</summary>
public static class TaskVariables
{
    public const string ParameterPrefix = "WEFT_TASK_PARAM_";

    public static readonly IReadOnlyList<string> Names =
    [
        "WEFT_TASK_AGENT", "WEFT_TASK_ANSWERS", "WEFT_TASK_ATTEMPT", "WEFT_TASK_BASE_COMMIT", "WEFT_TASK_CHECKPOINT", "WEFT_TASK_CHECKPOINT_NAME",
        "WEFT_TASK_CONTROL", "WEFT_TASK_FILE", "WEFT_TASK_FOLDER", "WEFT_TASK_INPUTS", "WEFT_TASK_KIND", "WEFT_TASK_NAME", "WEFT_TASK_NOTE",
        "WEFT_TASK_OUTPUTS", "WEFT_TASK_STAGE", "WEFT_TASK_WORKFLOW", "WEFT_TASK_WORKFLOW_NAME",
    ];

    public static IReadOnlyDictionary<string, string> Of(ClaimedTask task, string agent, TaskFolder folder)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["WEFT_TASK_AGENT"] = agent,
            ["WEFT_TASK_ANSWERS"] = folder.Answers,
            ["WEFT_TASK_ATTEMPT"] = task.Attempt.ToString(CultureInfo.InvariantCulture),
            ["WEFT_TASK_BASE_COMMIT"] = task.BaseCommit ?? "",
            ["WEFT_TASK_CHECKPOINT"] = folder.Checkpoint,
            ["WEFT_TASK_CHECKPOINT_NAME"] = task.Checkpoint is { Hash: not null } saved ? saved.Name : "",
            ["WEFT_TASK_CONTROL"] = folder.Control,
            ["WEFT_TASK_FILE"] = folder.TaskFile,
            ["WEFT_TASK_FOLDER"] = folder.Work,
            ["WEFT_TASK_INPUTS"] = folder.Inputs,
            ["WEFT_TASK_KIND"] = task.Kind,
            ["WEFT_TASK_NAME"] = task.Task,
            ["WEFT_TASK_NOTE"] = task.Note ?? "",
            ["WEFT_TASK_OUTPUTS"] = folder.Outputs,
            ["WEFT_TASK_STAGE"] = task.Stage,
            ["WEFT_TASK_WORKFLOW"] = task.Workflow,
            ["WEFT_TASK_WORKFLOW_NAME"] = task.WorkflowName,
        };
        foreach (var (name, value) in task.Parameters)
            variables[ParameterPrefix + NameOf(name)] = value;
        return variables.ToDictionary(entry => entry.Key, entry => entry.Value.Replace("\0", "", StringComparison.Ordinal), StringComparer.Ordinal);
    }

    /// <summary>A parameter's name as a variable's: <c>ParallelAgents</c> becomes <c>PARALLELAGENTS</c>.</summary>
    public static string NameOf(string parameter) =>
        new([.. parameter.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_')]);
}
