using Microsoft.Net.Http.Headers;
using Weft.Api.Coordination;
using Weft.Application.Coordination;
using Weft.Domain;
using Weft.Domain.Access;

namespace Weft.Api.Access;

/// <summary>Lets a request in by its key: a valid key, for this workspace, whose role may do what the endpoint needs.</summary>
internal sealed class KeyCheck(RequestDelegate next, KeyLookup keys)
{
    private const string Scheme = "Bearer ";

    public async Task InvokeAsync(HttpContext http)
    {
        // Routing has endpoints of its own that say "wrong method"; everybody may be told that.
        if (http.GetEndpoint() is not RouteEndpoint endpoint || endpoint.Metadata.GetMetadata<PublicAttribute>() is not null)
        {
            await next(http);
            return;
        }

        var (caller, refusal) = await AdmitAsync(http, endpoint);
        if (refusal is not null)
        {
            await Problems.WriteAsync(http, refusal);
            return;
        }

        http.Features.Set(caller);
        await next(http);
    }

    private async ValueTask<(Caller?, Rejection?)> AdmitAsync(HttpContext http, Endpoint endpoint)
    {
        string header = http.Request.Headers[HeaderNames.Authorization].ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return (null, Rejection.Because(AccessRefusals.KeyMissing, "Send your key as 'Authorization: Bearer weft_…'."));
        }

        if (await keys.FindAsync(header[Scheme.Length..].Trim(), http.RequestAborted) is not { } key)
        {
            return (null, Rejection.Because(AccessRefusals.KeyInvalid, "This key is unknown or was revoked."));
        }

        var caller = Caller.Of(key);
        if (endpoint.Metadata.GetMetadata<NeedsAttribute>()?.Permission is not { } needs || !Permissions.May(key.Role, needs))
        {
            return (null, Rejection.Because(DoorRefusals.Forbidden, $"The role {key.Role} may not do this.", ("role", key.Role.ToString())));
        }

        return http.GetRouteValue("workspace") is string workspace && (!caller.Opens(workspace) || (workspace.StartsWith('_') && !HttpMethods.IsGet(http.Request.Method)))
            ? (null, Mailboxes.UnknownWorkspace(workspace))
            : (caller, null);
    }
}

internal static class AccessRefusals
{
    public const string KeyMissing = "key.missing";
    public const string KeyInvalid = "key.invalid";
}
