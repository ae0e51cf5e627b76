using Weft.Api.Coordination;
using Weft.Application.History;
using Weft.Contracts;
using Weft.Domain.Access;
using Wolverine.Http;

namespace Weft.Api.Access;

public static class ListKeysEndpoint
{
    /// <summary>All keys, without what would open anything.</summary>
    [WolverineGet("/v1/keys", OperationId = "listKeys"), Needs(Permission.Administer)]
    public static async Task<View<Page<KeyView>>> Get(HttpContext http, KeyLookup keys, HighWater water)
    {
        var (asked, wrong) = Asked.Of(http);
        if (wrong is not null)
        {
            return wrong;
        }

        var upTo = await water.ReadAsync(http.RequestAborted);
        var all = await keys.AllAsync(http.RequestAborted);
        var page = all.OrderBy(k => k.Id, StringComparer.Ordinal).Where(k => string.CompareOrdinal(k.Id, asked!.After) > 0).Take(asked!.Limit + 1).ToList();
        var items = page.Take(asked.Limit).Select(View).ToList();
        return new View<Page<KeyView>>(new(items, asked.Next(page.Count > items.Count ? items[^1].Id : null), upTo), upTo);
    }

    private static KeyView View(ApiKey key) => new(key.Id, key.Name, key.Role.ToString().ToLowerInvariant(), key.Workspace, key.Agent, key.IssuedAt, key.Revoked, key.Roles ?? []);
}
