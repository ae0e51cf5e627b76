namespace Weft.Domain.Resources;

/// <summary>Patterns of names in segments: <c>*</c> and <c>?</c> within a segment, <c>**</c> for any number of segments. Everything else
/// stands for itself. Comparing takes at most as many steps as the product of both lengths, however many stars they have.</summary>
public static class Globs
{
    /// <summary>More of these say nothing more.</summary>
    public const int MostDeep = 3;

    /// <summary>Whether everything that the inner one stands for is meant by the outer one. Of patterns it says no rather than too much.</summary>
    public static bool Covers(ReadOnlySpan<string> outer, ReadOnlySpan<string> inner) => Wildcards.Covers<string, CoveredSegments>(outer, inner);

    /// <summary>Whether there is a name that both stand for.</summary>
    public static bool Overlap(ReadOnlySpan<string> one, ReadOnlySpan<string> other) => Wildcards.Overlap<string, SharedSegments>(one, other);

    private readonly struct CoveredSegments : IAlphabet<string>
    {
        public static string Any => "**";

        public static bool Fit(ReadOnlySpan<string> pattern, ReadOnlySpan<string> text)
        {
            for (var i = 0; i < pattern.Length; i++)
            {
                if (text[i] == Any || !Wildcards.Covers<char, CoveredLetters>(pattern[i], text[i]))
                {
                    return false;
                }
            }

            return true;
        }
    }

    private readonly struct SharedSegments : IAlphabet<string>
    {
        public static string Any => "**";

        public static bool Fit(ReadOnlySpan<string> pattern, ReadOnlySpan<string> text)
        {
            for (var i = 0; i < pattern.Length; i++)
            {
                if (!Wildcards.Overlap<char, SharedLetters>(pattern[i], text[i]))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
