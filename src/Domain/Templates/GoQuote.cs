using System.Globalization;
using System.Text;

namespace Weft.Domain.Templates;

/// <summary>Strings and characters as Go writes them in its own source.</summary>
internal static class GoQuote
{
    public static string Text(string text, bool ascii = false) => Surround(text, '"', ascii);

    public static string Character(Rune rune, bool ascii = false) => Surround(rune.ToString(), '\'', ascii);

    /// <summary>U+007D '}', without the character when it cannot be printed.</summary>
    public static string CodePoint(Rune rune) =>
        string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}") + (IsPrint(rune) ? $" '{rune}'" : "");

    /// <summary>Letters, marks, numbers, punctuation, symbols and the ASCII space.</summary>
    public static bool IsPrint(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator => false,
        _ => true,
    };

    /// <summary>Whether the text can stand between back quotes unchanged.</summary>
    public static bool CanBackquote(string text) =>
        text.EnumerateRunes().All(r => r.Value == '\t' || (r.Value >= ' ' && r.Value is not ('`' or 0x7F or 0xFEFF)));

    private static string Surround(string text, char quote, bool ascii)
    {
        var quoted = new StringBuilder(text.Length + 2).Append(quote);
        foreach (var rune in text.EnumerateRunes())
        {
            Append(quoted, rune, quote, ascii);
        }

        return quoted.Append(quote).ToString();
    }

    private static void Append(StringBuilder quoted, Rune rune, char quote, bool ascii)
    {
        if (rune.Value == quote || rune.Value == '\\')
        {
            quoted.Append('\\').Append((char)rune.Value);
        }
        else if (IsPrint(rune) && (!ascii || rune.IsAscii))
        {
            quoted.Append(rune.ToString());
        }
        else
        {
            quoted.Append(Escape(rune.Value));
        }
    }

    private static string Escape(int value) => value switch
    {
        '\a' => "\\a",
        '\b' => "\\b",
        '\f' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\v' => "\\v",
        < ' ' or 0x7F => string.Create(CultureInfo.InvariantCulture, $"\\x{value:x2}"),
        < 0x10000 => string.Create(CultureInfo.InvariantCulture, $"\\u{value:x4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\U{value:x8}"),
    };
}
