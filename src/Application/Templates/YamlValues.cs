using System.Globalization;
using Weft.Domain;

namespace Weft.Application.Templates;

/// <summary>Reads single values; a malformed one is noted, and something harmless stands in for it until all issues are collected.</summary>
internal static class YamlValues
{
    /// <summary>Names are what branches, files and messages are made of.</summary>
    public static string Name(YamlItem item, Issues issues)
    {
        var name = item is YamlText text ? text.Value : "";
        if (!PlainName.Fits(name))
        {
            issues.Add(TemplateIssueCodes.BadValue, $"{PlainName.Rule} is expected", item);
        }

        return name;
    }

    public static string Text(YamlItem item, Issues issues, int most)
    {
        if (item is YamlText text && text.Value.Length <= most)
        {
            return text.Value;
        }

        issues.Add(TemplateIssueCodes.BadValue, Invariant($"a text of at most {most} characters is expected"), item);
        return "";
    }

    public static double Number(YamlItem item, Issues issues, double otherwise, double least, double most, bool whole)
    {
        if (item is YamlText text && TryNumber(text.Value, whole, out var value) && value >= least && value <= most)
        {
            return value;
        }

        issues.Add(TemplateIssueCodes.BadValue, Invariant($"a {(whole ? "whole number" : "number")} from {least} to {most} is expected"), item);
        return otherwise;
    }

    public static T Choice<T>(YamlItem item, Issues issues, T otherwise)
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>().Select(n => n.ToLowerInvariant()).ToArray();
        var at = item is YamlText text ? Array.IndexOf(names, text.Value) : -1;
        if (at >= 0)
        {
            return Enum.GetValues<T>()[at];
        }

        issues.Add(TemplateIssueCodes.BadValue, $"one of {string.Join(", ", names)} is expected", item);
        return otherwise;
    }

    public static bool TryNumber(string text, bool whole, out double value)
    {
        var style = NumberStyles.AllowLeadingSign | (whole ? NumberStyles.None : NumberStyles.AllowDecimalPoint);
        return double.TryParse(text, style, CultureInfo.InvariantCulture, out value);
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
