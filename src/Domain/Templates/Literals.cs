using System.Globalization;
using System.Text;

namespace Weft.Domain.Templates;

/// <summary>String, character and number literals, by Go's rules.</summary>
internal static class Literals
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static string Unquote(string quoted)
    {
        var inner = quoted[1..^1];
        if (quoted[0] == '`')
        {
            return inner.Replace("\r", "", StringComparison.Ordinal);
        }

        var bytes = new List<byte>(inner.Length);
        for (var at = 0; at < inner.Length;)
        {
            at = AppendOne(inner, at, '"', bytes);
        }

        try
        {
            return Strict.GetString(bytes.ToArray());
        }
        catch (DecoderFallbackException)
        {
            throw TemplateFault.Unsupported("a string that is not valid UTF-8");
        }
    }

    public static LiteralNode Character(Token token)
    {
        var inner = token.Text[1..^1];
        if (inner.Length == 0)
        {
            throw Syntax("invalid syntax");
        }

        var value = ReadOne(inner, 0, '\'', out var next, out _);
        return next == inner.Length
            ? new LiteralNode(token.Offset, new GoInt(value), token.Text)
            : throw Syntax($"malformed character constant: {token.Text}");
    }

    public static LiteralNode Number(Token token)
    {
        var text = token.Text;
        if (token.Kind == TokenKind.Complex || (text.EndsWith('i') && text.Length > 1))
        {
            throw TemplateFault.Unsupported("complex numbers");
        }

        if (Integers.TryParse(text, out var integer))
        {
            return new LiteralNode(token.Offset, integer is { } value ? new GoInt(value) : null, text);
        }

        return new LiteralNode(token.Offset, new GoFloat(Float(text)), text);
    }

    private static double Float(string text)
    {
        if (text.Contains('_', StringComparison.Ordinal) || text.Contains('x', StringComparison.OrdinalIgnoreCase))
        {
            // Hexadecimal floats and separators in floats have rules of their own.
            throw text.AsSpan().ContainsAny("_.pP") ? TemplateFault.Unsupported("this form of floating-point number") : Illegal(text);
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!text.Any(char.IsAsciiDigit) || !double.TryParse(text, Style, CultureInfo.InvariantCulture, out var value) || double.IsInfinity(value))
        {
            throw Illegal(text);
        }

        return text.AsSpan().ContainsAny(".eEpP") ? value : throw Syntax($"integer overflow: {GoQuote.Text(text)}");
    }

    private static TemplateFault Illegal(string text) => Syntax($"illegal number syntax: {GoQuote.Text(text)}");

    private static TemplateFault Syntax(string message) => new(TemplateCodes.BadSyntax, message);

    private static int AppendOne(string text, int at, char quote, List<byte> bytes)
    {
        var value = ReadOne(text, at, quote, out var next, out var isByte);
        if (isByte)
        {
            bytes.Add((byte)value);
        }
        else
        {
            bytes.AddRange(Encoding.UTF8.GetBytes(new Rune(value).ToString()));
        }

        return next;
    }

    /// <summary>One character or escape; <paramref name="isByte"/> for \x41 and \101, which stand for bytes and not characters.</summary>
    private static int ReadOne(string text, int at, char quote, out int next, out bool isByte)
    {
        isByte = false;
        if (text[at] != '\\')
        {
            var rune = Rune.TryGetRuneAt(text, at, out var found) ? found : Rune.ReplacementChar;
            next = at + rune.Utf16SequenceLength;
            return text[at] == quote ? throw Syntax("invalid syntax") : rune.Value;
        }

        var letter = at + 1 < text.Length ? text[at + 1] : throw Syntax("invalid syntax");
        next = at + 2;
        switch (letter)
        {
            case 'x':
                isByte = true;
                return Digits(text, ref next, 2, 16, 0xFF);
            case 'u':
                return CodePoint(Digits(text, ref next, 4, 16, 0x10FFFF));
            case 'U':
                return CodePoint(Digits(text, ref next, 8, 16, 0x10FFFF));
            case >= '0' and <= '7':
                isByte = true;
                next--;
                return Digits(text, ref next, 3, 8, 0xFF);
            default:
                return Simple(letter, quote);
        }
    }

    private static int Simple(char letter, char quote) => letter switch
    {
        'a' => '\a',
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\v',
        '\\' => '\\',
        _ when letter == quote => quote,
        _ => throw Syntax("invalid syntax"),
    };

    private static int CodePoint(int value) => Rune.IsValid(value) ? value : throw Syntax("invalid syntax");

    private static int Digits(string text, ref int at, int count, int radix, int most)
    {
        long value = 0;
        for (var end = at + count; at < end; at++)
        {
            var digit = at < text.Length && char.IsAsciiHexDigit(text[at]) ? Convert.ToInt32(text[at].ToString(), 16) : radix;
            value = digit < radix ? (value * radix) + digit : throw Syntax("invalid syntax");
        }

        return value <= most ? (int)value : throw Syntax("invalid syntax");
    }
}
