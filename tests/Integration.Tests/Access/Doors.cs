using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Weft.Api.Access;

namespace Weft.Integration.Tests.Access;

/// <param name="Name">method and route: what the table calls it</param>
internal sealed record Door(string Name, string Method, string Route);

/// <summary>Who may do what: one row for every endpoint there is. An endpoint without a row fails the tests.</summary>
internal static class Doors
{
    public static readonly string[] Roles = ["viewer", "auditor", "reviewer", "agent", "orchestrator", "admin"];

    private static readonly string[] Anybody = Roles;
    private static readonly string[] Administer = ["admin"];
    private static readonly string[] Audit = ["auditor", "orchestrator", "admin"];
    private static readonly string[] Orchestrate = ["orchestrator", "admin"];
    private static readonly string[] Review = ["reviewer", "orchestrator", "admin"];
    private static readonly string[] Work = ["agent", "orchestrator", "admin"];

    private const string W = "/v1/workspaces/{workspace}";
    private const string F = W + "/workflows/{id}";
    private const string T = F + "/tasks/{task}";

    /// <summary>Method and route → the roles that are let in. Public endpoints are not here.</summary>
    public static IReadOnlyDictionary<string, string[]> Rows { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["DELETE /v1/keys/{id}"] = Administer,
        ["GET /v1/keys"] = Administer,
        ["GET /v1/workspaces"] = Anybody,
        [$"GET {F}"] = Anybody,
        [$"GET {F}/artifacts/{{name}}"] = Anybody,
        [$"GET {F}/artifacts/{{name}}/comparison"] = Anybody,
        [$"GET {F}/critical-path"] = Anybody,
        [$"GET {F}/forecast"] = Anybody,
        [$"GET {F}/gates"] = Anybody,
        [$"GET {F}/metrics"] = Anybody,
        [$"GET {F}/plan"] = Anybody,
        [$"GET {F}/tasks"] = Anybody,
        [$"GET {F}/timeline"] = Anybody,
        [$"GET {T}"] = Anybody,
        [$"GET {T}/history"] = Anybody,
        [$"GET {T}/output"] = Anybody,
        [$"GET {T}/why"] = Anybody,
        [$"GET {W}"] = Anybody,
        [$"GET {W}/agents"] = Anybody,
        [$"GET {W}/agents/{{agent}}"] = Anybody,
        [$"GET {W}/blobs/{{hash}}"] = Anybody,
        [$"GET {W}/board"] = Anybody,
        [$"GET {W}/conflicts"] = Anybody,
        [$"GET {W}/conflicts/{{id}}"] = Anybody,
        [$"GET {W}/domain-map"] = Anybody,
        [$"GET {W}/events"] = Audit,
        [$"GET {W}/events/stream"] = Audit,
        [$"GET {W}/policy"] = Anybody,
        [$"GET {W}/read-models/{{name}}"] = Audit,
        [$"GET {W}/reports/breakers"] = Anybody,
        [$"GET {W}/reports/load"] = Anybody,
        [$"GET {W}/reports/predictions"] = Anybody,
        [$"GET {W}/reports/triggers"] = Anybody,
        [$"GET {W}/reports/windows"] = Anybody,
        [$"GET {W}/scaling"] = Anybody,
        [$"GET {W}/reports/sla"] = Anybody,
        [$"GET {W}/slices"] = Anybody,
        [$"GET {W}/streams/{{stream}}"] = Audit,
        [$"GET {W}/streams/{{stream}}/state"] = Audit,
        [$"GET {W}/templates"] = Anybody,
        [$"GET {W}/templates/{{name}}"] = Anybody,
        [$"GET {W}/throughput"] = Anybody,
        [$"GET {W}/training"] = Anybody,
        [$"GET {W}/workflows"] = Anybody,
        ["POST /v1/keys"] = Administer,
        ["POST /v1/workspaces"] = Administer,
        [$"POST {F}/cancel"] = Orchestrate,
        [$"POST {F}/checkpoints"] = Orchestrate,
        [$"POST {F}/gates/{{gate}}/retry"] = Review,
        [$"POST {F}/pause"] = Orchestrate,
        [$"POST {F}/resume"] = Orchestrate,
        [$"POST {F}/rollback"] = Orchestrate,
        [$"POST {F}/start"] = Orchestrate,
        [$"POST {T}/checkpoint"] = Work,
        [$"POST {T}/conflicted"] = Work,
        [$"POST {T}/fail"] = Work,
        [$"POST {T}/intend"] = Work,
        [$"POST {T}/merged"] = Work,
        [$"POST {T}/release"] = Work,
        [$"POST {T}/resources"] = Work,
        [$"POST {T}/retry"] = Orchestrate,
        [$"POST {T}/reverted"] = Work,
        [$"POST {T}/start"] = Work,
        [$"POST {T}/submit"] = Work,
        [$"POST {W}/agents"] = Work,
        [$"POST {W}/agents/{{agent}}/breaker/close"] = Orchestrate,
        [$"POST {W}/agents/{{agent}}/breaker/open"] = Orchestrate,
        [$"POST {W}/agents/{{agent}}/claims"] = Work,
        [$"POST {W}/agents/{{agent}}/drain"] = Work,
        [$"POST {W}/agents/{{agent}}/heartbeat"] = Work,
        [$"POST {W}/agents/{{agent}}/leave"] = Work,
        [$"POST {W}/agents/{{agent}}/training/{{skill}}/reviews"] = Work,
        [$"POST {W}/audit/replay"] = Audit,
        [$"POST {W}/conflicts/{{id}}/resolution"] = Review,
        [$"POST {W}/slices"] = Work,
        [$"POST {W}/slices/hand-over"] = Work,
        [$"POST {W}/slices/release"] = Work,
        [$"POST {W}/slices/renew"] = Work,
        [$"POST {W}/slices/withdraw"] = Work,
        [$"POST {W}/submissions"] = Work,
        [$"POST {W}/templates"] = Administer,
        [$"POST {W}/templates/{{name}}/render"] = Anybody,
        [$"POST {W}/workflows"] = Orchestrate,
        [$"PUT {W}/agents/{{agent}}/capacity"] = Work,
        [$"PUT {W}/blobs/{{hash}}"] = Work,
        [$"PUT {W}/domain-map"] = Administer,
        [$"PUT {W}/policy"] = Administer,
    };

    /// <summary>Every endpoint of a server that is not public.</summary>
    public static IReadOnlyList<Door> Of(Server server) =>
    [
        .. server.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<PublicAttribute>() is null)
            .SelectMany(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [], (e, method) => new Door($"{method} {e.RoutePattern.RawText}", method, e.RoutePattern.RawText!))
            .OrderBy(d => d.Name, StringComparer.Ordinal),
    ];
}
