using System.Text.Json;
using Weft.Api.Access;
using Weft.Application.EventStore;
using Weft.Domain.Access;

namespace Weft.Api.Coordination;

/// <summary>In a cluster commands are decided where their workspace is owned: a server that does not own it hands them over, once. Where
/// nobody answers any more, this server takes the workspace.</summary>
internal sealed class Forwarding(RequestDelegate next, Handovers handovers)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (!handovers.Apply || http.Features.Get<RequestBody>() is not { } body || !IsCommand(http) || WorkspaceOf(http, body) is not { } workspace)
        {
            await next(http);
            return;
        }

        var late = new LateHandover(http, body, workspace, handovers);
        if (await late.FirstAsync())
        {
            return;
        }

        http.Features.Set(late);
        await next(http);
    }

    private static bool IsCommand(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<NeedsAttribute>()?.Permission is not (null or Permission.Read or Permission.Audit);

    private static string? WorkspaceOf(HttpContext http, RequestBody body) => http.GetRouteValue("workspace") as string
        ?? (http.Request.Path.StartsWithSegments("/v1/keys", StringComparison.Ordinal) ? MartenSetup.SystemWorkspace : NameIn(body));

    /// <summary>Who makes a workspace that is there already asks its owner.</summary>
    private static string? NameIn(RequestBody body)
    {
        try
        {
            using var json = JsonDocument.Parse(body.Content);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
