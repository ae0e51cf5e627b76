using System.Collections.Immutable;
using System.Text.Json;

namespace Weft.Domain.Templates;

/// <summary>The values a Go program has after decoding JSON, plus the ints and bytes its template functions make. Go's nil is null.</summary>
public abstract record GoValue
{
    /// <summary>The name Go prints for the type, as in its error messages.</summary>
    public abstract string TypeName { get; }

    public static GoValue? FromJson(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True => new GoBool(true),
        JsonValueKind.False => new GoBool(false),
        JsonValueKind.Number => new GoFloat(json.GetDouble()),
        JsonValueKind.String => new GoText(json.GetString()!),
        JsonValueKind.Array => new GoList([.. json.EnumerateArray().Select(FromJson)]),
        JsonValueKind.Object => FromObject(json),
        _ => null,
    };

    private static GoMap FromObject(JsonElement json)
    {
        var entries = ImmutableSortedDictionary.CreateBuilder<string, GoValue?>(Utf8Order.Instance);
        foreach (var property in json.EnumerateObject())
        {
            entries[property.Name] = FromJson(property.Value);
        }

        return new GoMap(entries.ToImmutable());
    }
}

public sealed record GoBool(bool Value) : GoValue
{
    public override string TypeName => "bool";
}

public sealed record GoInt(long Value) : GoValue
{
    public override string TypeName => "int";
}

/// <summary>What indexing a string gives.</summary>
public sealed record GoByte(byte Value) : GoValue
{
    public override string TypeName => "uint8";
}

public sealed record GoFloat(double Value) : GoValue
{
    public override string TypeName => "float64";
}

public sealed record GoText(string Value) : GoValue
{
    public override string TypeName => "string";
}

public sealed record GoList(ImmutableArray<GoValue?> Items) : GoValue
{
    public override string TypeName => "[]interface {}";
}

public sealed record GoMap(ImmutableSortedDictionary<string, GoValue?> Entries) : GoValue
{
    public override string TypeName => "map[string]interface {}";

    public static GoMap Of(IEnumerable<KeyValuePair<string, GoValue?>> entries) =>
        new(entries.ToImmutableSortedDictionary(Utf8Order.Instance));
}

/// <summary>Go sorts strings by their UTF-8 bytes, which is the order of code points and not that of UTF-16 units.</summary>
public sealed class Utf8Order : IComparer<string>
{
    public static Utf8Order Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
        {
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        }

        var shared = Math.Min(x.Length, y.Length);
        for (var i = 0; i < shared; i++)
        {
            if (x[i] != y[i])
            {
                return Rank(x[i]).CompareTo(Rank(y[i]));
            }
        }

        return x.Length.CompareTo(y.Length);
    }

    /// <summary>Surrogates stand for code points above every other unit.</summary>
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
