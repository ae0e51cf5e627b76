using System.Globalization;
using System.Text;
using System.Text.Json;
using Weft.Contracts;

namespace Weft.Client;

/// <summary>The server refused. <see cref="Code"/> is stable; <see cref="Facts"/> say who holds what and what to do.</summary>
public sealed class WeftProblemException : Exception
{
    private static readonly HashSet<string> Standard = new(StringComparer.Ordinal) { "type", "title", "status", "detail", "instance", "facts" };

    private WeftProblemException(int status, string type, string title, string detail, IReadOnlyDictionary<string, string> facts)
        : base(detail.Length > 0 ? detail : title)
    {
        Status = status;
        Type = type;
        Title = title;
        Detail = detail;
        Facts = facts;
    }

    public int Status { get; }

    public string Type { get; }

    /// <summary>The type without its prefix, for example <c>lease.stale-token</c>; <c>http.404</c> when something else than Weft answered.</summary>
    public string Code => Type.StartsWith(ProblemTypes.Prefix, StringComparison.Ordinal) ? Type[ProblemTypes.Prefix.Length..] : Type;

    public string Title { get; }

    public string Detail { get; }

    /// <summary>Members beyond the standard ones; what is no text is JSON.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; }

    internal static WeftProblemException Parse(int status, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
                return Of(status, json.RootElement);
        }
        catch (JsonException)
        {
            // A proxy answered, or the connection broke: what there is of text is all there is to say.
        }
        var words = Encoding.UTF8.GetString(body.Span[..Math.Min(500, body.Length)]).Trim();
        return Bare(status, words);
    }

    private static WeftProblemException Of(int status, JsonElement json)
    {
        if (Text(json, "type") is not { } type || !type.StartsWith(ProblemTypes.Prefix, StringComparison.Ordinal))
            return Bare(status, Text(json, "detail") ?? Text(json, "title") ?? "");
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject().Where(member => !Standard.Contains(member.Name)))
            facts[member.Name] = Plain(member.Value);
        if (json.TryGetProperty("facts", out var own) && own.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in own.EnumerateObject())
                facts[member.Name] = Plain(member.Value);
        }
        return new WeftProblemException(status, type, Text(json, "title") ?? "", Text(json, "detail") ?? "", facts);
    }

    private static WeftProblemException Bare(int status, string words)
    {
        var code = string.Create(CultureInfo.InvariantCulture, $"http.{status}");
        return new WeftProblemException(status, code, code, words.Length > 0 ? words : $"the server answered with {status}", new Dictionary<string, string>());
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Plain(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
