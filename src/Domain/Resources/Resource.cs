using System.Collections.Immutable;

namespace Weft.Domain.Resources;

public enum ResourceKind { Path, Table, Operation }

/// <summary>Something that work touches: a path of the repository, a table, an operation of the API; or a pattern of such.</summary>
/// <param name="Text">as it is written: <c>src/api/**</c>, <c>table:orders</c>, <c>operation:GET /orders/{id}</c></param>
/// <param name="Parts">what is compared</param>
public sealed record Resource(ResourceKind Kind, string Text, ImmutableArray<string> Parts)
{
    /// <summary>What can be read as one, and asked for.</summary>
    public const string Form = "a path pattern within the repository, table:NAME or operation:METHOD /ROUTE, of at most 500 characters, 64 segments and three **";

    public const int MostSegments = 64;
    private const int Longest = 500;
    private const string TablePrefix = "table:";
    private const string OperationPrefix = "operation:";

    public bool Covers(Resource inner) => Kind == inner.Kind && Globs.Covers(Parts.AsSpan(), inner.Parts.AsSpan());

    public bool Overlaps(Resource other) => Kind == other.Kind && Globs.Overlap(Parts.AsSpan(), other.Parts.AsSpan());

    /// <summary>As it is read when somebody asks for it or names it in a rule; null when it cannot be. What was recorded before may have more segments.</summary>
    public static Resource? Asked(string text) => Parse(text) is { Parts.Length: <= MostSegments } resource ? resource : null;

    /// <summary>Null when it cannot be read.</summary>
    public static Resource? Parse(string text) => text.StartsWith(TablePrefix, StringComparison.Ordinal) ? Table(text[TablePrefix.Length..])
        : text.StartsWith(OperationPrefix, StringComparison.Ordinal) ? Operation(text[OperationPrefix.Length..]) : Path(text);

    /// <summary>A path as it is, whatever it looks like.</summary>
    public static Resource Literal(string path) => new(ResourceKind.Path, path, Split(path));

    /// <summary>Within the repository, with <c>/</c>. A folder stands for all that is in it.</summary>
    public static Resource? Path(string path)
    {
        var whole = path.EndsWith('/') ? path + "**" : path;
        return IsWritten(whole) && whole[0] != '/' && !whole.Contains('\\', StringComparison.Ordinal) && Split(whole) is { } parts && !parts.Any(p => p is "" or "." or "..")
            ? Of(ResourceKind.Path, whole, parts) : null;
    }

    public static Resource? Table(string name) =>
        IsWritten(name) && !name.Any(c => char.IsWhiteSpace(c) || c == '/') ? Of(ResourceKind.Table, TablePrefix + name, [name.ToLowerInvariant()]) : null;

    /// <summary>Method and route, <c>*</c> for any method; a parameter of the route stands for any value.</summary>
    public static Resource? Operation(string operation)
    {
        var space = operation.IndexOf(' ', StringComparison.Ordinal);
        if (!IsWritten(operation) || space <= 0 || space + 1 >= operation.Length || operation[space + 1] != '/' || operation.LastIndexOf(' ') != space)
        {
            return null;
        }

        var parts = operation[(space + 2)..].Split('/').Select(p => p.StartsWith('{') && p.EndsWith('}') ? "*" : p);
        return Of(ResourceKind.Operation, OperationPrefix + operation, [operation[..space].ToUpperInvariant(), .. parts]);
    }

    private static Resource? Of(ResourceKind kind, string text, ImmutableArray<string> parts) =>
        parts.Count(p => p == "**") <= Globs.MostDeep ? new Resource(kind, text, parts) : null;

    private static ImmutableArray<string> Split(string path) => [.. path.Split('/')];

    private static bool IsWritten(string text) => text.Length is > 0 and <= Longest && !text.Any(char.IsControl);
}
