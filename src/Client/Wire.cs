using System.Net.Http.Headers;
using System.Text.Json;

namespace Weft.Client;

internal static class Wire
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static readonly MediaTypeHeaderValue Type = new("application/json") { CharSet = "utf-8" };

    /// <summary>Written once, however often it is sent, and with its length: a body that comes in pieces costs both sides more.</summary>
    public static Func<HttpContent> Body<T>(T body)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, Json);
        return () => new ByteArrayContent(bytes) { Headers = { ContentType = Type } };
    }
}
