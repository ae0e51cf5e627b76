using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Weft.Domain.Templates;

/// <summary>Writes one argument under one verb.</summary>
internal static class GoVerbs
{
    public static void Append(StringBuilder output, FormatSpec spec, GoValue? value)
    {
        GoFormat.RefuseBeyond(output.Length);
        switch (value, (char)spec.Verb.Value)
        {
            case (_, 'T'):
                Text(output, spec, value?.TypeName ?? GoFormat.Nil);
                break;
            case (null, 'v'):
                spec.Pad(output, GoFormat.Nil, spec.Zero);
                break;
            case (null, _):
                output.Append("%!").Append(spec.Verb.ToString()).Append("(<nil>)");
                break;
            case (_, 'v') when spec.Sharp:
                throw TemplateFault.Unsupported("%#v");
            case (GoList or GoMap, 'p'):
                throw TemplateFault.Unsupported("addresses");
            case (GoList or GoMap, 'w'):
                Wrong(output, spec, value);
                break;
            default:
                Value(output, spec, value);
                break;
        }
    }

    private static void Value(StringBuilder output, FormatSpec spec, GoValue value)
    {
        switch (value)
        {
            case GoList list:
                List(output, spec, list);
                break;
            case GoMap map:
                Map(output, spec, map);
                break;
            case GoBool b when spec.Verb.Value is 't' or 'v':
                spec.Pad(output, b.Value ? "true" : "false", spec.Zero);
                break;
            case GoInt i when GoIntText.TryAppend(output, spec, i.Value):
            case GoByte b when GoIntText.TryAppend(output, spec, b.Value):
            case GoFloat f when TryFloat(output, spec, f.Value):
            case GoText t when TryText(output, spec, t.Value):
                break;
            default:
                Wrong(output, spec, value);
                break;
        }
    }

    /// <summary>%!d(string=text)</summary>
    private static void Wrong(StringBuilder output, FormatSpec spec, GoValue value)
    {
        if (spec.Sharp)
        {
            throw TemplateFault.Unsupported("the flag # with a verb that does not fit");
        }

        output.Append("%!").Append(spec.Verb.ToString()).Append('(').Append(value.TypeName).Append('=');
        Append(output, spec.As('v'), value);
        output.Append(')');
    }

    private static void List(StringBuilder output, FormatSpec spec, GoList list)
    {
        output.Append('[');
        for (var i = 0; i < list.Items.Length; i++)
        {
            Inner(i == 0 ? output : output.Append(' '), spec, list.Items[i]);
        }

        output.Append(']');
    }

    private static void Map(StringBuilder output, FormatSpec spec, GoMap map)
    {
        output.Append("map[");
        var first = true;
        foreach (var (key, value) in map.Entries)
        {
            Value(first ? output : output.Append(' '), spec, new GoText(key));
            Inner(output.Append(':'), spec, value);
            first = false;
        }

        output.Append(']');
    }

    /// <summary>A null inside a list or map is written plainly, whatever the verb.</summary>
    private static void Inner(StringBuilder output, FormatSpec spec, GoValue? value)
    {
        if (value is null)
        {
            output.Append(GoFormat.Nil);
        }
        else
        {
            Value(output, spec, value);
        }
    }

    private static bool TryText(StringBuilder output, FormatSpec spec, string text)
    {
        switch ((char)spec.Verb.Value)
        {
            case 'v' or 's':
                Text(output, spec, text);
                return true;
            case 'q':
                Quoted(output, spec, Truncate(text, spec.Precision));
                return true;
            case 'x' or 'X' when spec.Sharp || spec.Space:
                throw TemplateFault.Unsupported("the flags # and space with %x of a string");
            case 'x' or 'X':
                var bytes = Encoding.UTF8.GetBytes(text).Take(spec.Precision ?? int.MaxValue).ToArray();
                var hex = spec.Verb.Value == 'x' ? Convert.ToHexStringLower(bytes) : Convert.ToHexString(bytes);
                spec.Pad(output, hex, spec.Zero);
                return true;
            default:
                return false;
        }
    }

    private static void Quoted(StringBuilder output, FormatSpec spec, string text) => spec.Pad(
        output, spec.Sharp && GoQuote.CanBackquote(text) ? $"`{text}`" : GoQuote.Text(text, ascii: spec.Plus), spec.Zero);

    private static void Text(StringBuilder output, FormatSpec spec, string text) =>
        spec.Pad(output, Truncate(text, spec.Precision), spec.Zero);

    private static string Truncate(string text, int? characters) =>
        characters is { } most ? string.Concat(text.EnumerateRunes().Take(most)) : text;

    private static bool TryFloat(StringBuilder output, FormatSpec spec, double value)
    {
        var verb = (char)spec.Verb.Value;
        if (verb is 'b' or 'x' or 'X' || (spec.Sharp && verb is 'e' or 'E' or 'f' or 'F' or 'g' or 'G'))
        {
            throw TemplateFault.Unsupported(string.Create(CultureInfo.InvariantCulture, $"%{(spec.Sharp ? "#" : "")}{verb} of a float"));
        }

        if (verb is not ('v' or 'e' or 'E' or 'f' or 'F' or 'g' or 'G'))
        {
            return false;
        }

        var kind = verb == 'v' ? 'g' : char.ToLowerInvariant(verb);
        if (spec.Precision > 1100)
        {
            throw TemplateFault.Unsupported("a precision above 1100");
        }

        var text = GoFloatText.Format(value, kind, spec.Precision ?? (kind == 'g' ? -1 : 6));
        Signed(output, spec, verb is 'E' or 'G' ? text.Replace('e', 'E') : text, double.IsFinite(value));
        return true;
    }

    /// <summary>Zeros go between the sign and the digits; infinities are never filled with zeros.</summary>
    private static void Signed(StringBuilder output, FormatSpec spec, string text, bool finite)
    {
        var sign = text[0] is '-' or '+' ? text[..1] : "+";
        var digits = text[0] is '-' or '+' ? text[1..] : text;
        var shown = sign == "-" || spec.Plus ? sign : spec.Space ? " " : text[0] == '+' ? sign : "";
        if (spec.Zero && finite && spec.Width is { } width && shown.Length > 0)
        {
            output.Append(shown);
            (spec with { Width = width - shown.Length }).Pad(output, digits, zeros: true);
        }
        else
        {
            spec.Pad(output, shown + digits, spec.Zero && finite);
        }
    }
}
