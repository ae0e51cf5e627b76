using System.Text.Json;
using Weft.Client;
using Weft.Contracts;

namespace Weft.Cli.Workflows;

/// <summary>Follows a run by its events, from the server's stream, until it ends.</summary>
public static class RunWatch
{
    private static readonly HashSet<string> Ends = ["workflow_completed", "workflow_failed", "workflow_cancelled"];

    /// <param name="happened">told of every event of the run, in order</param>
    /// <returns>The run as it ended, read no earlier than its last event.</returns>
    public static async Task<WorkflowView> UntilEndAsync(
        WeftClient client, string workflow, long after, Func<HistoryEvent, Task> happened, CancellationToken cancellation)
    {
        await foreach (var e in client.ReadEventsAsync(after, cancellation))
        {
            if (!e.Stream.EndsWith(workflow, StringComparison.Ordinal))
            {
                continue;
            }

            await happened(e);
            if (Ends.Contains(e.Type))
            {
                return await client.GetAsync<WorkflowView>($"workflows/{workflow}", e.Position, TimeSpan.FromSeconds(30), cancellation);
            }
        }

        throw new FailedException("the server's stream of events ended before the run did");
    }

    public static string? Text(this HistoryEvent e, string member) =>
        e.Data.ValueKind == JsonValueKind.Object && e.Data.TryGetProperty(member, out var value) ? value.ToString() : null;

    /// <summary>What a person who waits wants to read; null for the rest.</summary>
    public static string? Line(HistoryEvent e) => e.Type switch
    {
        "task_started" => $"started    {e.Text("task")}",
        "task_completed" => $"done       {e.Text("task")}",
        "task_failed" => $"failed     {e.Text("task")}: {e.Text("reason")}",
        "task_timed_out" => $"timed out  {e.Text("task")}",
        "lease_expired" => $"lost       {e.Text("task")}, held by {e.Text("agent")}: {e.Text("reason")}",
        "merge_refused" => $"refused    branch {e.Text("branch")} of {e.Text("of")}, by {e.Text("author")}: {e.Text("reason")}",
        "merge_conflicted" => $"conflict   {e.Text("of")}: {e.Text("conflictId")}",
        "gate_passed" => $"passed     {e.Text("gate")}",
        "gate_failed" => $"FAILED     {e.Text("gate")}",
        "workflow_failed" => $"FAILED     {e.Text("reason")}",
        "workflow_completed" => "completed",
        "workflow_cancelled" => "cancelled",
        _ => null,
    };
}
