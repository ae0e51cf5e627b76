namespace Weft.Domain.Resources;

/// <summary>Patterns of names in segments: <c>*</c> and <c>?</c> within a segment, <c>**</c> for any number of segments. Everything else
/// stands for itself.</summary>
public static class Globs
{
    /// <summary>More of these make a pattern slow to compare and say nothing more.</summary>
    public const int MostDeep = 3;

    private const string Deep = "**";

    /// <summary>Whether everything that the inner one stands for is meant by the outer one. Of patterns it says no rather than too much.</summary>
    public static bool Covers(ReadOnlySpan<string> outer, ReadOnlySpan<string> inner)
    {
        if (outer.IsEmpty)
        {
            return inner.IsEmpty;
        }

        if (outer[0] == Deep)
        {
            return Covers(outer[1..], inner) || (!inner.IsEmpty && Covers(outer, inner[1..]));
        }

        return !inner.IsEmpty && inner[0] != Deep && CoversPart(outer[0], inner[0]) && Covers(outer[1..], inner[1..]);
    }

    /// <summary>Whether there is a name that both stand for.</summary>
    public static bool Overlap(ReadOnlySpan<string> one, ReadOnlySpan<string> other)
    {
        if (one.IsEmpty && other.IsEmpty)
        {
            return true;
        }

        if (!one.IsEmpty && one[0] == Deep)
        {
            return Overlap(one[1..], other) || (!other.IsEmpty && Overlap(one, other[1..]));
        }

        if (!other.IsEmpty && other[0] == Deep)
        {
            return Overlap(one, other[1..]) || (!one.IsEmpty && Overlap(one[1..], other));
        }

        return !one.IsEmpty && !other.IsEmpty && OverlapParts(one[0], other[0]) && Overlap(one[1..], other[1..]);
    }

    private static bool CoversPart(ReadOnlySpan<char> outer, ReadOnlySpan<char> inner)
    {
        var (o, i, star, from) = (0, 0, -1, 0);
        while (i < inner.Length)
        {
            if (o < outer.Length && outer[o] == '*')
            {
                (star, from) = (o++, i);
            }
            else if (o < outer.Length && (outer[o] == '?' ? inner[i] != '*' : outer[o] == inner[i]))
            {
                o++;
                i++;
            }
            else if (star >= 0)
            {
                (o, i) = (star + 1, ++from);
            }
            else
            {
                return false;
            }
        }

        return outer[o..].TrimStart('*').IsEmpty;
    }

    private static bool OverlapParts(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        if (one.IsEmpty || other.IsEmpty)
        {
            return one.TrimStart('*').IsEmpty && other.TrimStart('*').IsEmpty;
        }

        if (one[0] == '*')
        {
            return OverlapParts(one[1..], other) || OverlapParts(one, other[1..]);
        }

        if (other[0] == '*')
        {
            return OverlapParts(one, other[1..]) || OverlapParts(one[1..], other);
        }

        return (one[0] == '?' || other[0] == '?' || one[0] == other[0]) && OverlapParts(one[1..], other[1..]);
    }
}
