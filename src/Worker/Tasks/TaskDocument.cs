using System.Text.Encodings.Web;
using System.Text.Json;
using Weft.Contracts;
using Weft.Worker.Isolation;

namespace Weft.Worker.Tasks;

/// <summary>The file <c>task.json</c>: what a command may know of its task. Its schema is docs/reference/task.schema.json.</summary>
public sealed record TaskDocument(
    string Workflow,
    string WorkflowName,
    string Task,
    string Kind,
    int Attempt,
    string Agent,
    string Stage,
    IReadOnlyList<string> Skills,
    int Priority,
    string Complexity,
    int EstimateSeconds,
    int TimeoutSeconds,
    IReadOnlyList<string> Paths,
    string? BaseCommit,
    string? Branch,
    string? Note,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyList<TaskInput> Inputs,
    IReadOnlyList<string> Produces,
    TaskCheckpoint? Checkpoint,
    TaskFolders Folders)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TaskDocument Of(ClaimedTask task, string agent, TaskFolder folder, string? branch) => new(
        task.Workflow, task.WorkflowName, task.Task, task.Kind, task.Attempt, agent, task.Stage, task.Skills, task.Priority, task.Complexity,
        task.EstimateSeconds, task.TimeoutSeconds, task.Paths, task.BaseCommit, branch, task.Note, task.Parameters,
        [.. task.Inputs.Select(input => new TaskInput(input.Name, Path.Combine(folder.Inputs, input.Name), input.Hash, input.SizeBytes, input.Version))],
        task.Produces,
        task.Checkpoint is { Hash: not null } saved ? new TaskCheckpoint(saved.Name, saved.Percent) : null,
        new TaskFolders(folder.Work, folder.Inputs, folder.Outputs, folder.Checkpoint, folder.Control, folder.Answers));

    public string ToJson() => JsonSerializer.Serialize(this, Format);
}

/// <param name="File">where its content is</param>
public sealed record TaskInput(string Name, string File, string Hash, long SizeBytes, int Version);

/// <summary>The checkpoint whose files are in the checkpoint folder.</summary>
public sealed record TaskCheckpoint(string Name, double Percent);

public sealed record TaskFolders(string Work, string Inputs, string Outputs, string Checkpoint, string Control, string Answers);
