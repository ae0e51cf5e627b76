namespace Weft.Domain.Resources;

/// <summary>What patterns are made of: letters of a segment, or segments of a path.</summary>
internal interface IAlphabet<T>
{
    /// <summary>Stands for any number of others.</summary>
    static abstract T Any { get; }

    /// <summary>Whether each of the pattern fits its counterpart in a text of the same length. The pattern has none that stands for any number.</summary>
    static abstract bool Fit(ReadOnlySpan<T> pattern, ReadOnlySpan<T> text);
}

/// <summary>Compares patterns in which something stands for any number of others. Nothing is tried twice: what stands between two of these is put
/// where it fits first, which leaves the most room for what comes behind.</summary>
internal static class Wildcards
{
    /// <summary>Whether the outer one means all that the inner one does, whose wildcards are texts to it.</summary>
    public static bool Covers<T, TAlphabet>(ReadOnlySpan<T> outer, ReadOnlySpan<T> inner)
        where T : IEquatable<T>
        where TAlphabet : struct, IAlphabet<T> =>
        outer.Contains(TAlphabet.Any) ? Stretches<T, TAlphabet>(outer, inner) : outer.Length == inner.Length && TAlphabet.Fit(outer, inner);

    /// <summary>Whether something is meant by both.</summary>
    public static bool Overlap<T, TAlphabet>(ReadOnlySpan<T> one, ReadOnlySpan<T> other)
        where T : IEquatable<T>
        where TAlphabet : struct, IAlphabet<T>
    {
        var (first, others) = (one.IndexOf(TAlphabet.Any), other.IndexOf(TAlphabet.Any));
        if (first < 0 || others < 0)
        {
            return first >= 0 ? Stretches<T, TAlphabet>(one, other) : Covers<T, TAlphabet>(other, one);
        }

        // Each can take all that the other has from its first to its last wildcard; so only what is before and behind has to fit.
        var front = Math.Min(first, others);
        var back = Math.Min(one.Length - one.LastIndexOf(TAlphabet.Any), other.Length - other.LastIndexOf(TAlphabet.Any)) - 1;
        return TAlphabet.Fit(one[..front], other[..front]) && TAlphabet.Fit(one[^back..], other[^back..]);
    }

    private static bool Stretches<T, TAlphabet>(ReadOnlySpan<T> pattern, ReadOnlySpan<T> text)
        where T : IEquatable<T>
        where TAlphabet : struct, IAlphabet<T>
    {
        var (head, tail) = (pattern.IndexOf(TAlphabet.Any), pattern.Length - pattern.LastIndexOf(TAlphabet.Any) - 1);
        return head + tail <= text.Length && TAlphabet.Fit(pattern[..head], text[..head]) && TAlphabet.Fit(pattern[^tail..], text[^tail..])
            && Follow<T, TAlphabet>(pattern[head..^tail], text[head..^tail]);
    }

    /// <param name="pattern">begins and ends with a wildcard</param>
    private static bool Follow<T, TAlphabet>(ReadOnlySpan<T> pattern, ReadOnlySpan<T> text)
        where T : IEquatable<T>
        where TAlphabet : struct, IAlphabet<T>
    {
        for (pattern = pattern.TrimStart(TAlphabet.Any); !pattern.IsEmpty; pattern = pattern.TrimStart(TAlphabet.Any))
        {
            var part = pattern[..pattern.IndexOf(TAlphabet.Any)];
            var at = 0;
            while (at + part.Length <= text.Length && !TAlphabet.Fit(part, text.Slice(at, part.Length)))
            {
                at++;
            }

            if (at + part.Length > text.Length)
            {
                return false;
            }

            pattern = pattern[part.Length..];
            text = text[(at + part.Length)..];
        }

        return true;
    }
}
