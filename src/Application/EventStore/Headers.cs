using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using JasperFx.Events;
using Weft.Domain.Causality;

namespace Weft.Application.EventStore;

/// <summary>What every event carries beside its content. Names are short: header bytes are paid for by every event.</summary>
public static class Headers
{
    public const string Actor = "actor";
    public const string Dot = "dot";
    public const string Deps = "deps";
    public const string Policy = "policy";

    [ThreadStatic]
    private static StringBuilder? _text;

    /// <returns>JSON in UTF-8</returns>
    public static byte[] ToUtf8(string actor, Dot dot, ImmutableArray<Dot> deps, int policy)
    {
        var text = (_text ??= new StringBuilder(256)).Clear();
        text.Append(CultureInfo.InvariantCulture, $$"""{"{{Actor}}":"{{JsonEncodedText.Encode(actor)}}","{{Dot}}":"{{dot}}","{{Policy}}":{{policy}}""");
        var first = true;
        foreach (var other in deps)
        {
            if (other.Actor != dot.Actor)
            {
                text.Append(first ? $",\"{Deps}\":\"" : " ").Append(other);
                first = false;
            }
        }

        return Encoding.UTF8.GetBytes(text.Append(first ? "}" : "\"}").ToString());
    }

    /// <summary>The same as the store gives them back.</summary>
    public static Dictionary<string, object> Of(string actor, Dot dot, ImmutableArray<Dot> deps, int policy)
    {
        var headers = new Dictionary<string, object>(4) { [Actor] = actor, [Dot] = dot.ToString(), [Policy] = policy };
        if (deps.Any(other => other.Actor != dot.Actor))
        {
            headers[Deps] = string.Join(' ', deps.Where(other => other.Actor != dot.Actor));
        }

        return headers;
    }

    public static string? Text(IEvent happened, string name) => Convert.ToString(happened.GetHeader(name), CultureInfo.InvariantCulture);

    public static Dot DotOf(IEvent happened) => Domain.Causality.Dot.TryParse(Text(happened, Dot), out var dot) ? dot : Domain.Causality.Dot.None;

    public static int PolicyOf(IEvent happened) =>
        int.TryParse(Text(happened, Policy), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;

    public static Stamp StampOf(IEvent happened) => new(happened.Version, happened.Timestamp, DotOf(happened));
}
