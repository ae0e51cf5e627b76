using System.Numerics;
using System.Runtime.InteropServices;

namespace Weft.Domain.Resources;

/// <summary>Letters of names, where <c>?</c> of the pattern stands for any letter of the text, itself a pattern perhaps.</summary>
internal readonly struct CoveredLetters : IAlphabet<char>
{
    public static char Any => '*';

    public static bool Fit(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text) => Letters.Fit(pattern, text, either: false);
}

/// <summary>Letters of names, where <c>?</c> stands for any letter on both sides.</summary>
internal readonly struct SharedLetters : IAlphabet<char>
{
    public static char Any => '*';

    public static bool Fit(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text) => Letters.Fit(pattern, text, either: true);
}

/// <summary>Many letters at once: what is meant to be slow to compare is compared often.</summary>
internal static class Letters
{
    private static readonly Vector<ushort> One = new('?');
    private static readonly Vector<ushort> Any = new('*');

    public static bool Fit(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text, bool either)
    {
        var i = 0;
        for (; i + Vector<ushort>.Count <= pattern.Length; i += Vector<ushort>.Count)
        {
            var (p, t) = (Many(pattern[i..]), Many(text[i..]));
            var fit = Vector.Equals(p, t) | Vector.AndNot(Vector.Equals(p, One), Vector.Equals(t, Any));
            if (!Vector.EqualsAll(either ? fit | Vector.Equals(t, One) : fit, Vector<ushort>.AllBitsSet))
            {
                return false;
            }
        }

        for (; i < pattern.Length; i++)
        {
            if (pattern[i] != text[i] && !(pattern[i] == '?' && text[i] != '*') && !(either && text[i] == '?'))
            {
                return false;
            }
        }

        return true;
    }

    private static Vector<ushort> Many(ReadOnlySpan<char> letters) => new(MemoryMarshal.Cast<char, ushort>(letters));
}
