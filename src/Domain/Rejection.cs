using System.Collections.Immutable;

namespace Weft.Domain;

/// <summary>A refusal as a value: a stable code (<c>capability.kebab-reason</c>), a sentence for people, and facts for programs
/// (who holds what, for how long, what to do next). Exceptions are for bugs.</summary>
public sealed record Rejection(string Code, string Detail, ImmutableSortedDictionary<string, string> Facts)
{
    public static Rejection Because(string code, string detail, params ReadOnlySpan<(string Key, string Value)> facts)
    {
        var map = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in facts)
        {
            map[key] = value;
        }

        return new Rejection(code, detail, map.ToImmutable());
    }
}
