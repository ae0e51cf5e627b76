using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Weft.Domain.Templates;

/// <summary>Values as Go's fmt prints them without a format.</summary>
internal static class GoFormat
{
    public const string NoValue = "<no value>";
    public const string Nil = "<nil>";

    public static string Plain(GoValue? value)
    {
        if (value is GoText text)
        {
            return text.Value;
        }

        var output = new StringBuilder();
        Append(output, value);
        return output.ToString();
    }

    /// <summary>A space between two operands of which neither is a string.</summary>
    public static string Sprint(ImmutableArray<GoValue?> values)
    {
        var output = new StringBuilder();
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0 && values[i] is not GoText && values[i - 1] is not GoText)
            {
                output.Append(' ');
            }

            Append(output, values[i]);
        }

        return output.ToString();
    }

    public static string Sprintln(ImmutableArray<GoValue?> values)
    {
        var output = new StringBuilder();
        Join(output, values, Append);
        return output.Append('\n').ToString();
    }

    public static void RefuseBeyond(int characters)
    {
        if (characters > TemplateLimits.OutputCharacters)
        {
            throw new TemplateFault(
                TemplateCodes.TooLarge, string.Create(CultureInfo.InvariantCulture, $"more than {TemplateLimits.OutputCharacters} characters of text"));
        }
    }

    private static void Append(StringBuilder output, GoValue? value)
    {
        switch (value)
        {
            case GoList list:
                Join(output.Append('['), list.Items, Append).Append(']');
                break;
            case GoMap map:
                Join(output.Append("map["), map.Entries, (o, e) => Append(o.Append(e.Key).Append(':'), e.Value)).Append(']');
                break;
            default:
                output.Append(Scalar(value));
                break;
        }

        RefuseBeyond(output.Length);
    }

    private static StringBuilder Join<T>(StringBuilder output, IEnumerable<T> items, Action<StringBuilder, T> append)
    {
        var first = true;
        foreach (var item in items)
        {
            append(first ? output : output.Append(' '), item);
            first = false;
        }

        return output;
    }

    private static string Scalar(GoValue? value) => value switch
    {
        GoBool b => b.Value ? "true" : "false",
        GoInt i => i.Value.ToString(CultureInfo.InvariantCulture),
        GoByte b => b.Value.ToString(CultureInfo.InvariantCulture),
        GoFloat f => GoFloatText.Format(f.Value, 'g', -1),
        GoText t => t.Value,
        _ => Nil,
    };
}
