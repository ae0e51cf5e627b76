using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.History;
using Weft.Contracts;
using Weft.Domain.Access;
using Wolverine.Http;

namespace Weft.Api.Workflows;

public static class GetTaskOutputEndpoint
{
    /// <summary>What the task's holders reported while they worked: progress and output lines, oldest first. Telemetry: dropped after some days.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/workflows/{id}/tasks/{task}/output", OperationId = "getTaskOutput"), Needs(Permission.Read)]
    public static async Task<View<Page<OutputEntry>>> Get(string workspace, string id, string task, HttpContext http, OutputReader output, Reads reads)
    {
        var (asked, wrong) = Asked.ByNumber(http);
        var (position, problem) = await reads.EventsAsync(http);
        if ((wrong ?? problem) is { } refusal)
        {
            return refusal;
        }

        var skip = (int)Math.Clamp(asked!.Number() ?? 0, 0, int.MaxValue);
        var (entries, more) = await output.ReadAsync(workspace, id, task, skip, asked.Limit, http.RequestAborted);
        return new View<Page<OutputEntry>>(new(entries, more ? asked.Next(skip + entries.Count) : null, position), position);
    }
}
