using System.Security.Cryptography;
using System.Text;
using Weft.Api.Hosting;
using Weft.Contracts;
using Weft.Domain;

namespace Weft.Api.Coordination;

/// <summary>A body read whole, bounded, with the hash that an idempotency key stands for: method, address and content.</summary>
/// <param name="Hash">null when the request has no idempotency key</param>
internal sealed record RequestBody(ReadOnlyMemory<byte> Content, string? Hash);

/// <summary>An endpoint that reads its body itself, as a stream.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StreamsBodyAttribute : Attribute;

/// <summary>Reads bodies before endpoints do: a body that is too large is refused whatever the endpoint.</summary>
internal sealed class BodyReading(RequestDelegate next, ServerSettings settings)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint() is not RouteEndpoint endpoint || HttpMethods.IsGet(http.Request.Method) || endpoint.Metadata.GetMetadata<StreamsBodyAttribute>() is not null)
        {
            await next(http);
            return;
        }

        if (await ReadAsync(http.Request, settings.MaxBodyBytes, http.RequestAborted) is not { } content)
        {
            await Problems.WriteAsync(http, Rejection.Because(Problems.TooLarge, FormattableString.Invariant($"The body is larger than {settings.MaxBodyBytes} bytes.")));
            return;
        }

        var bytes = content.GetBuffer().AsMemory(0, (int)content.Length);
        http.Features.Set(new RequestBody(bytes, http.Request.Headers.ContainsKey(WeftHeaders.IdempotencyKey) ? HashOf(http.Request, bytes.Span) : null));
        http.Request.Body = content;
        await next(http);
    }

    private static async Task<MemoryStream?> ReadAsync(HttpRequest request, int max, CancellationToken cancellation)
    {
        if (request.ContentLength > max)
        {
            return null;
        }

        var content = new MemoryStream((int)(request.ContentLength ?? 0));
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellation);
            if (content.Length + read.Buffer.Length > max)
            {
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return null;
            }

            foreach (var piece in read.Buffer)
            {
                content.Write(piece.Span);
            }

            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                content.Position = 0;
                return content;
            }
        }
    }

    private static string HashOf(HttpRequest request, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method}\n{request.Path}{request.QueryString}\n"));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
