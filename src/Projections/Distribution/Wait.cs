using System.Collections.Immutable;

namespace Weft.Projections.Distribution;

/// <summary>Something that would have to be otherwise.</summary>
/// <param name="Agent">whose it is; null: nobody's</param>
/// <param name="Text">how it would be: goes on after "it could run if"</param>
public sealed record Change(string What, string? Agent, double From, double To, string Text);

/// <summary>One thing that keeps a task from running, or how it ended.</summary>
public sealed record Wait(string Code, string Detail, ImmutableSortedDictionary<string, string> Facts)
{
    /// <summary>The least that would have to be otherwise, all of it together; empty: only time will tell, or nothing.</summary>
    public ImmutableArray<Change> Changes { get; init; } = [];

    public static Wait For(string code, string detail, params ReadOnlySpan<(string Key, string Value)> facts)
    {
        var map = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in facts)
        {
            map[key] = value;
        }

        return new Wait(code, detail, map.ToImmutable());
    }
}
