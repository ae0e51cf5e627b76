namespace Weft.Domain;

/// <summary>What PostgreSQL keeps as text: every character but NUL, and no half of a surrogate pair, which is none.</summary>
public static class StorableText
{
    public static bool Is(ReadOnlySpan<char> text)
    {
        for (var rest = text; rest.IndexOfAnyInRange('\uD800', '\uDFFF') is >= 0 and var at; rest = rest[(at + 2)..])
        {
            if (!char.IsHighSurrogate(rest[at]) || at + 1 == rest.Length || !char.IsLowSurrogate(rest[at + 1]))
            {
                return false;
            }
        }

        return !text.Contains('\0');
    }
}
