using System.Globalization;
using System.Numerics;

namespace Weft.Domain.Templates;

/// <summary>Floats as Go's strconv writes them: shortest that reads back the same, or correctly rounded to a precision.</summary>
internal static class GoFloatText
{
    /// <param name="Digits">without leading or trailing zeros; empty for zero</param>
    /// <param name="Point">the decimal point stands after that many digits</param>
    private readonly record struct Decimal(string Digits, int Point);

    /// <param name="format">e, f or g</param>
    /// <param name="precision">-1: as many digits as needed</param>
    public static string Format(double value, char format, int precision)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
        }

        var shortest = precision < 0;
        var size = Math.Abs(value);
        var text = format switch
        {
            'e' => Scientific(shortest ? Shortest(size) : RoundTo(Exact(size), precision + 1), precision),
            'f' => Fixed(shortest ? Shortest(size) : RoundAt(Exact(size), precision), precision),
            _ => General(size, precision),
        };
        return double.IsNegative(value) ? "-" + text : text;
    }

    private static string General(double size, int precision)
    {
        var shortest = precision < 0;
        var wanted = precision == 0 ? 1 : precision;
        var number = shortest ? Shortest(size) : RoundTo(Exact(size), wanted);
        var limit = shortest ? 6 : wanted;
        if (!shortest && limit > number.Digits.Length && number.Digits.Length >= number.Point)
        {
            limit = number.Digits.Length;
        }

        var exponent = number.Point - 1;
        return exponent < -4 || exponent >= limit
            ? Scientific(number, Math.Max(number.Digits.Length - 1, 0))
            : Fixed(number, Math.Max(number.Digits.Length - number.Point, 0));
    }

    private static string Scientific(Decimal number, int precision)
    {
        var digits = number.Digits.Length == 0 ? "0" : number.Digits;
        var fraction = precision < 0 ? digits[1..] : digits[1..].PadRight(precision, '0');
        var exponent = number.Digits.Length == 0 ? 0 : number.Point - 1;
        var mantissa = fraction.Length == 0 ? digits[..1] : $"{digits[0]}.{fraction}";
        return string.Create(CultureInfo.InvariantCulture, $"{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }

    private static string Fixed(Decimal number, int precision)
    {
        var whole = number.Point <= 0 ? "0" : number.Digits.PadRight(number.Point, '0')[..number.Point];
        var fraction = number.Point >= number.Digits.Length
            ? ""
            : new string('0', Math.Max(-number.Point, 0)) + number.Digits[Math.Max(number.Point, 0)..];
        fraction = precision < 0 ? fraction : fraction.PadRight(precision, '0');
        return fraction.Length == 0 ? whole : $"{whole}.{fraction}";
    }

    private static Decimal Shortest(double size)
    {
        var text = size.ToString("R", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        var exponent = mark < 0 ? 0 : int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = mark < 0 ? text : text[..mark];
        var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        return Trim(mantissa.Replace(".", "", StringComparison.Ordinal), (dot < 0 ? mantissa.Length : dot) + exponent);
    }

    /// <summary>Every digit of the number's exact value; a double has finitely many.</summary>
    private static Decimal Exact(double size)
    {
        var bits = BitConverter.DoubleToInt64Bits(size);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = new BigInteger((bits & 0xFFFFFFFFFFFFF) | (exponent == 0 ? 0 : 1L << 52));
        var power = Math.Max(exponent, 1) - 1075;
        var scaled = power >= 0 ? mantissa << power : mantissa * BigInteger.Pow(5, -power);
        var digits = scaled.ToString(CultureInfo.InvariantCulture);
        return Trim(digits, digits.Length + Math.Min(power, 0));
    }

    private static Decimal RoundAt(Decimal exact, int fraction) => RoundTo(exact, exact.Point + fraction);

    /// <summary>Half goes to the even digit.</summary>
    private static Decimal RoundTo(Decimal exact, int digits)
    {
        if (digits < 0 || digits >= exact.Digits.Length)
        {
            return digits < 0 ? new Decimal("", 0) : exact;
        }

        var rest = exact.Digits[digits];
        var isHalf = rest == '5' && exact.Digits.Length == digits + 1;
        var isOdd = digits > 0 && (exact.Digits[digits - 1] - '0') % 2 == 1;
        var kept = BigInteger.Parse("0" + exact.Digits[..digits], CultureInfo.InvariantCulture);
        var rounded = rest > '5' || (rest == '5' && (!isHalf || isOdd)) ? kept + 1 : kept;
        var text = rounded.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
        return rounded.IsZero ? new Decimal("", 0) : Trim(text, exact.Point + text.Length - digits);
    }

    private static Decimal Trim(string digits, int point)
    {
        var leading = digits.Length - digits.TrimStart('0').Length;
        var trimmed = digits.Trim('0');
        return trimmed.Length == 0 ? new Decimal("", 0) : new Decimal(trimmed, point - leading);
    }
}
