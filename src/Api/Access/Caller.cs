using Weft.Application.Coordination;
using Weft.Domain.Access;

namespace Weft.Api.Access;

/// <summary>Who makes this request, by its key.</summary>
/// <param name="Workspace">the only workspace that the key opens; null: all of them</param>
public sealed record Caller(Actor Actor, string KeyId, string? Workspace)
{
    public static Caller Of(ApiKey key) => new(
        new Actor(key.Role == Role.Agent ? $"agent:{key.Agent}" : $"{key.Role.ToString().ToLowerInvariant()}:{key.Name}", key.Role, key.Agent) { Roles = key.Roles ?? [] },
        key.Id, key.Workspace);

    public bool Opens(string workspace) => Workspace is null || Workspace == workspace;

    public static Caller Of(HttpContext http) =>
        http.Features.Get<Caller>() ?? throw new InvalidOperationException("This endpoint is not behind the key check.");
}
