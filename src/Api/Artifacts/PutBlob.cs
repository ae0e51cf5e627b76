using System.Security.Cryptography;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Api.Hosting;
using Weft.Application.Artifacts;
using Weft.Application.Coordination;
using Weft.Domain;
using Weft.Domain.Access;
using Wolverine.Http;

namespace Weft.Api.Artifacts;

public static class PutBlobEndpoint
{
    private const string WrongHash = "blob.wrong-hash";

    /// <summary>Stores a content under its SHA-256. What is stored is never overwritten; the same content again changes nothing.</summary>
    [WolverinePut("/v1/workspaces/{workspace}/blobs/{hash}", OperationId = "putBlob"), Needs(Permission.Work), StreamsBody]
    public static async Task<Answer<Nothing>> Put(string workspace, string hash, HttpContext http, Blobs blobs, Mailboxes workspaces, ServerSettings settings)
    {
        if (!BlobNames.IsHash(hash))
        {
            return BlobNames.NotAHash;
        }

        if (!await workspaces.ExistsAsync(workspace, http.RequestAborted))
        {
            return Mailboxes.UnknownWorkspace(workspace);
        }

        if (await ReadAsync(http.Request, settings.MaxBlobBytes, http.RequestAborted) is not { } content)
        {
            return Rejection.Because(Problems.TooLarge, FormattableString.Invariant($"A blob has at most {settings.MaxBlobBytes} bytes."));
        }

        var bytes = content.GetBuffer().AsMemory(0, (int)content.Length);
        if (Convert.ToHexStringLower(SHA256.HashData(bytes.Span)) is var found && found != hash)
        {
            return Rejection.Because(WrongHash, "The content has another hash than the address: it was changed on the way.", ("hash", found));
        }

        await blobs.WriteAsync(workspace, hash, bytes, http.RequestAborted);
        return new Answer<Nothing>(new Outcome(null, null, 0, false));
    }

    private static async Task<MemoryStream?> ReadAsync(HttpRequest request, int max, CancellationToken cancellation)
    {
        if (request.ContentLength > max)
        {
            return null;
        }

        var content = new MemoryStream((int)(request.ContentLength ?? 0));
        var buffer = new byte[80 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellation)) > 0)
        {
            if (content.Length + read > max)
            {
                return null;
            }

            content.Write(buffer, 0, read);
        }

        return content;
    }
}
