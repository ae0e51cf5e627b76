using Npgsql;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Api.Hosting;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Domain;
using Wolverine.Http;

namespace Weft.Api.Health;

public sealed record HealthAnswer(string Status);

/// <summary>What there is here besides the endpoints of workspaces.</summary>
public sealed record IndexAnswer(string Name, string Reference, string Openapi, string Live, string Ready, string Workspaces);

public static class IndexEndpoint
{
    /// <summary>Where to go from here: the reference to read, its OpenAPI document, health, and the workspaces (with a key).</summary>
    [WolverineGet("/", OperationId = "index"), Public]
    public static IndexAnswer Get() => new("Weft", "/scalar/", "/openapi/v1.json", "/health/live", "/health/ready", "/v1/workspaces");
}

public static class LiveEndpoint
{
    /// <summary>The process runs.</summary>
    [WolverineGet("/health/live", OperationId = "live"), Public]
    public static HealthAnswer Get() => new("live");
}

public static class ReadyEndpoint
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The server takes requests: it is up, is not stopping, and its database answers with the right schema.</summary>
    [WolverineGet("/health/ready", OperationId = "ready"), Public]
    public static async Task<Answer<HealthAnswer>> Get(HttpContext http, Readiness readiness, NpgsqlDataSource database)
    {
        if (!readiness.IsReady)
        {
            return Rejection.Because(DoorRefusals.Stopping, "The server is starting or stopping.");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        limit.CancelAfter(Patience);
        return await SchemaMigrations.VersionAsync(database, limit.Token) == SchemaMigrations.Current
            ? new Answer<HealthAnswer>(new Outcome(null, new HealthAnswer("ready"), 0, false))
            : Rejection.Because(DoorRefusals.Unavailable, "The database has another schema version than this server.");
    }
}
