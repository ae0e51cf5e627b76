using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Weft.Client;

/// <summary>Bytes came that do not have the hash they were asked for by.</summary>
public sealed class BlobDamagedException(string hash) : Exception($"what the server sent for {hash} has another hash");

/// <summary>Contents by their hash: SHA-256 in lower-case hexadecimal.</summary>
public sealed partial class WeftClient
{
    public const long MaxBlobBytes = 64L * 1024 * 1024;

    public static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public static async Task<string> HashOfFileAsync(string path, CancellationToken cancellation = default)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
    }

    public async Task<string> PutBlobAsync(ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        var hash = HashOf(content.Span);
        await _transport.SendAsync(Put(hash, () => new ReadOnlyMemoryContent(content)), cancellation);
        return hash;
    }

    /// <summary>Streams a file; it must not change meanwhile.</summary>
    public async Task<string> PutBlobFileAsync(string path, CancellationToken cancellation = default)
    {
        var hash = await HashOfFileAsync(path, cancellation);
        await _transport.SendAsync(Put(hash, () => new StreamContent(File.OpenRead(path))), cancellation);
        return hash;
    }

    public async Task<byte[]> GetBlobAsync(string hash, CancellationToken cancellation = default)
    {
        var (body, _) = await _transport.ReadAsync(new Call(HttpMethod.Get, At("blobs", hash), Long), cancellation);
        return HashOf(body) == hash ? body : throw new BlobDamagedException(hash);
    }

    /// <summary>Streams into a file, which is there only when the hash is right.</summary>
    public async Task GetBlobFileAsync(string hash, string path, CancellationToken cancellation = default)
    {
        var half = $"{path}.{Guid.NewGuid():N}";
        try
        {
            var found = await _transport.RetryAsync(new Call(HttpMethod.Get, At("blobs", hash), Long), (response, limit) => SaveAsync(response, half, limit), cancellation);
            if (found != hash)
                throw new BlobDamagedException(hash);
            File.Move(half, path, overwrite: true);
        }
        finally
        {
            File.Delete(half);
        }
    }

    private Call Put(string hash, Func<HttpContent> content) => new(HttpMethod.Put, At("blobs", hash), Long)
    {
        Content = () =>
        {
            var body = content();
            body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            return body;
        },
    };

    private static async Task<string> SaveAsync(HttpResponseMessage response, string path, CancellationToken cancellation)
    {
        await using var file = File.Create(path);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellation)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
