using System.Globalization;
using System.Numerics;
using System.Text;

namespace Weft.Domain.Templates;

/// <summary>The verbs of ints.</summary>
internal static class GoIntText
{
    public static bool TryAppend(StringBuilder output, FormatSpec spec, long value)
    {
        switch ((char)spec.Verb.Value)
        {
            case 'v' or 'd':
                Number(output, spec, value, 10);
                return true;
            case 'b':
                Number(output, spec, value, 2);
                return true;
            case 'o' or 'O':
                Number(output, spec, value, 8);
                return true;
            case 'x' or 'X':
                Number(output, spec, value, 16);
                return true;
            case 'c':
                spec.Pad(output, Character(value).ToString(), spec.Zero);
                return true;
            case 'q':
                spec.Pad(output, GoQuote.Character(Character(value), ascii: spec.Plus), spec.Zero);
                return true;
            case 'U':
                CodePoint(output, spec, value);
                return true;
            default:
                return false;
        }
    }

    private static Rune Character(long value) =>
        value is >= 0 and <= 0x10FFFF && Rune.IsValid((int)value) ? new Rune((int)value) : Rune.ReplacementChar;

    private static void CodePoint(StringBuilder output, FormatSpec spec, long value)
    {
        if (spec.Sharp || spec.Precision is not null)
        {
            throw TemplateFault.Unsupported("flags and precision with %U");
        }

        spec.Pad(output, string.Create(CultureInfo.InvariantCulture, $"U+{value:X4}"), zeros: false);
    }

    private static void Number(StringBuilder output, FormatSpec spec, long value, int radix)
    {
        if (spec.Precision == 0 && value == 0)
        {
            spec.Pad(output, "", zeros: false);
            return;
        }

        var sign = value < 0 ? "-" : spec.Plus ? "+" : spec.Space ? " " : "";
        var digits = Digits(BigInteger.Abs(value), radix);
        var least = spec.Precision ?? (spec.Zero && spec.Width is { } width ? width - sign.Length : 0);
        GoFormat.RefuseBeyond(output.Length + least);
        digits = digits.PadLeft(Math.Max(least, 0), '0');
        if (spec.Verb.Value == 'X')
        {
            digits = digits.ToUpperInvariant();
        }

        spec.Pad(output, sign + Prefix(spec, radix, digits) + digits, zeros: false);
    }

    private static string Prefix(FormatSpec spec, int radix, string digits) => (radix, spec.Sharp) switch
    {
        _ when spec.Verb.Value == 'O' => "0o" + (spec.Sharp && digits[0] != '0' ? "0" : ""),
        (2, true) => "0b",
        (8, true) when digits[0] != '0' => "0",
        (16, true) => spec.Verb.Value == 'X' ? "0X" : "0x",
        _ => "",
    };

    private static string Digits(BigInteger value, int radix)
    {
        if (radix == 10)
        {
            return value.ToString(CultureInfo.InvariantCulture);
        }

        var digits = new StringBuilder();
        for (; value > 0 || digits.Length == 0; value /= radix)
        {
            digits.Insert(0, "0123456789abcdef"[(int)(value % radix)]);
        }

        return digits.ToString();
    }
}
