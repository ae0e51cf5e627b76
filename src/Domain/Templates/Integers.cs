using System.Numerics;

namespace Weft.Domain.Templates;

/// <summary>Go's integer literals: 0x, 0o, 0b, a leading 0 for octal, single underscores between digits.</summary>
internal static class Integers
{
    /// <summary>True when the text is an integer that fits 64 bits; the value is null when it fits only without a sign.</summary>
    public static bool TryParse(string text, out long? value)
    {
        value = null;
        var signed = text.StartsWith('-') || text.StartsWith('+');
        var (radix, digits, prefixed) = Split(signed ? text[1..] : text);
        if (!TryRead(digits, radix, prefixed, out var magnitude))
        {
            return false;
        }

        var number = text.StartsWith('-') ? -magnitude : magnitude;
        if (number >= long.MinValue && number <= long.MaxValue)
        {
            value = (long)number;
            return true;
        }

        return !signed && number <= ulong.MaxValue;
    }

    private static (int Radix, string Digits, bool Prefixed) Split(string text)
    {
        if (text.Length < 2 || text[0] != '0')
        {
            return (10, text, false);
        }

        return char.ToLowerInvariant(text[1]) switch
        {
            'x' => (16, text[2..], true),
            'o' => (8, text[2..], true),
            'b' => (2, text[2..], true),
            _ => (8, text[1..], true),
        };
    }

    /// <param name="afterPrefix">an underscore may follow a prefix directly</param>
    private static bool TryRead(string digits, int radix, bool afterPrefix, out BigInteger value)
    {
        value = BigInteger.Zero;
        var mayPart = afterPrefix;
        foreach (var unit in digits)
        {
            if (unit == '_' && mayPart)
            {
                mayPart = false;
                continue;
            }

            var digit = char.IsAsciiHexDigit(unit) ? Convert.ToInt32(unit.ToString(), 16) : radix;
            if (digit >= radix)
            {
                return false;
            }

            value = (value * radix) + digit;
            mayPart = true;
        }

        return digits.Length > 0 && digits[^1] != '_';
    }
}
