using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
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
    private static ArrayBufferWriter<byte>? _bytes;

    [ThreadStatic]
    private static Utf8JsonWriter? _json;

    /// <returns>JSON in UTF-8</returns>
    public static byte[] ToUtf8(string actor, Dot dot, ImmutableArray<Dot> deps, int policy)
    {
        var bytes = _bytes ??= new ArrayBufferWriter<byte>(256);
        var json = _json ??= new Utf8JsonWriter(bytes);
        bytes.ResetWrittenCount();
        json.Reset();
        json.WriteStartObject();
        json.WriteString(Actor, actor);
        json.WriteString(Dot, dot.ToString());
        json.WriteNumber(Policy, policy);
        if (Others(dot, deps) is { } others)
        {
            json.WriteString(Deps, others);
        }

        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>What it depends on of others; null: of nobody.</summary>
    private static string? Others(Dot dot, ImmutableArray<Dot> deps)
    {
        var count = 0;
        var first = default(Dot);
        foreach (var other in deps)
        {
            if (other.Actor != dot.Actor && count++ == 0)
            {
                first = other;
            }
        }

        return count == 0 ? null : count == 1 ? first.ToString() : string.Join(' ', deps.Where(other => other.Actor != dot.Actor));
    }

    public static string? Text(IEvent happened, string name) => Convert.ToString(happened.GetHeader(name), CultureInfo.InvariantCulture);

    public static Dot DotOf(IEvent happened) => Domain.Causality.Dot.TryParse(Text(happened, Dot), out var dot) ? dot : Domain.Causality.Dot.None;

    public static Stamp StampOf(IEvent happened) => new(happened.Version, happened.Timestamp, DotOf(happened));
}
