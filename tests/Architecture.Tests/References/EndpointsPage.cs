using Weft.Domain.Access;

namespace Weft.Architecture.Tests.References;

/// <summary>Every route with who may call it.</summary>
internal static class EndpointsPage
{
    public static string Write() =>
        new Page(
                "Endpoints",
                "`W` stands for `/v1/workspaces/{workspace}`. A key goes into `Authorization: Bearer weft_…`; an agent's key acts only as that agent. Fields of bodies\n"
                + "are in the OpenAPI document of a running server (`/openapi/v1.json`).")
            .Table(["method", "route", "body", "permission", "roles", "what it does"], Endpoint.All.Select(e => new[]
            {
                e.Verb, $"`{e.Route.Replace("/v1/workspaces/{workspace}/", "W/", StringComparison.Ordinal)}`", e.Body is { } body ? $"`{body}`" : "",
                e.Needs ?? "none", RolesOf(e.Needs), e.Summary,
            }))
            .ToString();

    private static string RolesOf(string? permission) =>
        Enum.TryParse<Permission>(permission, out var needed)
            ? string.Join(", ", Enum.GetValues<Role>().Where(r => Permissions.May(r, needed)).Select(r => r.ToString().ToLowerInvariant()))
            : "anyone";
}
