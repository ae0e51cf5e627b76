using Weft.Contracts;
using Weft.Domain.Access;
using Wolverine.Http;

namespace Weft.Api.Access;

public static class ListKeysEndpoint
{
    /// <summary>All keys, without what would open anything.</summary>
    [WolverineGet("/v1/keys", OperationId = "listKeys"), Needs(Permission.Administer)]
    public static async Task<Page<KeyView>> Get(HttpContext http, KeyLookup keys, int limit = 100, string? cursor = null)
    {
        var all = await keys.AllAsync(http.RequestAborted);
        var page = all.OrderBy(k => k.Id, StringComparer.Ordinal).Where(k => string.CompareOrdinal(k.Id, cursor) > 0).Take(Math.Clamp(limit, 1, 1_000) + 1).ToList();
        var items = page.Take(Math.Clamp(limit, 1, 1_000)).Select(View).ToList();
        return new Page<KeyView>(items, page.Count > items.Count ? items[^1].Id : null, 0);
    }

    private static KeyView View(ApiKey key) => new(key.Id, key.Name, key.Role.ToString().ToLowerInvariant(), key.Workspace, key.Agent, key.IssuedAt, key.Revoked, key.Roles ?? []);
}
