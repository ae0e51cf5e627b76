using System.Globalization;
using System.Text;

namespace Weft.Domain.Templates;

/// <summary>The functions html, js and urlquery.</summary>
internal static class Escaping
{
    public static string Html(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var unit in text)
        {
            _ = unit switch
            {
                '\0' => escaped.Append('\uFFFD'),
                '"' => escaped.Append("&#34;"),
                '\'' => escaped.Append("&#39;"),
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                _ => escaped.Append(unit),
            };
        }

        return Bounded(escaped);
    }

    public static string JavaScript(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\\' or '\'' or '"' => escaped.Append('\\').Append((char)rune.Value),
                '<' or '>' or '&' or '=' or < ' ' => escaped.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}"),
                >= 0x80 when !GoQuote.IsPrint(rune) => escaped.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}"),
                _ => escaped.Append(rune.ToString()),
            };
        }

        return Bounded(escaped);
    }

    public static string UrlQuery(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            _ = (char)value switch
            {
                ' ' => escaped.Append('+'),
                '-' or '_' or '.' or '~' => escaped.Append((char)value),
                _ when char.IsAsciiLetterOrDigit((char)value) => escaped.Append((char)value),
                _ => escaped.Append(CultureInfo.InvariantCulture, $"%{value:X2}"),
            };
        }

        return Bounded(escaped);
    }

    private static string Bounded(StringBuilder text)
    {
        GoFormat.RefuseBeyond(text.Length);
        return text.ToString();
    }
}
