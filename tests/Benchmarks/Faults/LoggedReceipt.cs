using System.Text.Json;

namespace Weft.Benchmarks.Faults;

/// <summary>A stored receipt: the command with this key was accepted, and this was its answer.</summary>
public sealed record LoggedReceipt(string Workspace, string Actor, string Key, JsonElement Answer)
{
    /// <summary>What the answer to a claim says was granted.</summary>
    public IReadOnlyList<TaskRef> Tasks =>
        Answer.ValueKind == JsonValueKind.Object && Answer.TryGetProperty("tasks", out var tasks)
            ? [.. tasks.EnumerateArray().Select(t => new TaskRef(t.GetProperty("workflow").GetString()!, t.GetProperty("task").GetString()!, t.GetProperty("token").GetInt64()))]
            : [];
}
