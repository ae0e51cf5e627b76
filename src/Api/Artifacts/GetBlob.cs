using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.Artifacts;
using Weft.Application.Coordination;
using Weft.Domain;
using Weft.Domain.Access;
using Wolverine.Http;

namespace Weft.Api.Artifacts;

public static class GetBlobEndpoint
{
    /// <summary>The content with this SHA-256. It never changes, so it may be cached for ever.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/blobs/{hash}", OperationId = "getBlob"), Needs(Permission.Read)]
    public static async Task<IResult> Get(string workspace, string hash, HttpContext http, Blobs blobs, Mailboxes workspaces)
    {
        if (!BlobNames.IsHash(hash))
        {
            return Problems.Result(BlobNames.NotAHash);
        }

        if (!await workspaces.ExistsAsync(workspace, http.RequestAborted))
        {
            return Problems.Result(Mailboxes.UnknownWorkspace(workspace));
        }

        if (await blobs.ReadAsync(workspace, hash, http.RequestAborted) is not { } content)
        {
            return Problems.Result(Rejection.Because("blob.unknown", "There is no content with this hash in this workspace.", ("hash", hash)));
        }

        http.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        return Results.Bytes(content, "application/octet-stream", entityTag: new Microsoft.Net.Http.Headers.EntityTagHeaderValue($"\"{hash}\""));
    }
}
