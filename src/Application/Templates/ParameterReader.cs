using System.Collections.Immutable;
using Weft.Domain.Templates;

namespace Weft.Application.Templates;

/// <summary>Reads the declarations of parameters, and the values given for them.</summary>
internal static class ParameterReader
{
    /// <summary>The five standard parameters, with the defaults this template gives them, and then its own.</summary>
    public static ImmutableArray<TemplateParameter> Read(YamlItem? section, Issues issues)
    {
        var entries = section switch
        {
            null => [],
            YamlMap map => map.Entries,
            _ => Malformed(section, issues),
        };
        var declared = entries.Select(e => Declaration(e, issues)).ToDictionary(p => p.Name, StringComparer.Ordinal);
        var own = entries.Select(e => e.Key.Value).Where(n => StandardParameters.All.All(s => s.Name != n));
        return [.. StandardParameters.All.Select(s => declared.GetValueOrDefault(s.Name, s)), .. own.Select(n => declared[n])];
    }

    /// <summary>The values for rendering; issues name what is unknown, missing or not allowed.</summary>
    public static Dictionary<string, GoValue?> Bind(
        ImmutableArray<TemplateParameter> parameters, IReadOnlyDictionary<string, string> given, IEnumerable<string> used, Issues issues)
    {
        var values = new Dictionary<string, GoValue?>(StringComparer.Ordinal);
        foreach (var name in given.Keys.Where(n => parameters.All(p => p.Name != n)).Order(StringComparer.Ordinal))
        {
            issues.Add(new TemplateIssue(TemplateIssueCodes.UnknownParameter, $"'{name}' is not a parameter of this template", Path: $"parameters.{name}"));
        }

        foreach (var parameter in parameters)
        {
            if ((given.TryGetValue(parameter.Name, out var own) ? own : parameter.Default) is { } text)
            {
                values[parameter.Name] = Value(parameter, text, issues);
            }
            else if (used.Contains(parameter.Name))
            {
                issues.Add(new TemplateIssue(
                    TemplateIssueCodes.MissingParameter, $"'{parameter.Name}' has no value and no default; it {Must(parameter)}", Path: $"parameters.{parameter.Name}"));
            }
        }

        return values;
    }

    /// <summary>The values in force, as texts: what a run is told of, whoever gave them.</summary>
    public static ImmutableSortedDictionary<string, string> Effective(ImmutableArray<TemplateParameter> parameters, IReadOnlyDictionary<string, string> given) =>
        parameters.Select(p => (p.Name, Text: given.GetValueOrDefault(p.Name) ?? p.Default)).Where(p => p.Text is not null)
            .ToImmutableSortedDictionary(p => p.Name, p => p.Text!, StringComparer.Ordinal);

    private static string Must(TemplateParameter parameter) => $"must be {parameter.Expected()}";

    private static GoValue? Value(TemplateParameter parameter, string text, Issues issues)
    {
        var value = parameter.Read(text, out var reason);
        if (value is null)
        {
            issues.Add(new TemplateIssue(TemplateIssueCodes.BadValue, $"'{parameter.Name}' {reason}", Path: $"parameters.{parameter.Name}"));
        }

        return value;
    }

    private static ImmutableArray<YamlEntry> Malformed(YamlItem section, Issues issues)
    {
        issues.Add(TemplateIssueCodes.BadValue, "parameters must be a mapping of names", section);
        return [];
    }

    private static TemplateParameter Declaration(YamlEntry entry, Issues issues)
    {
        var fields = new YamlFields(entry.Value, issues);
        var standard = StandardParameters.All.FirstOrDefault(p => p.Name == entry.Key.Value);
        var defaultItem = fields.Take("default");
        var description = fields.Text("description");
        var parameter = standard is null
            ? Own(YamlValues.Name(entry.Key, issues), fields, issues)
            : standard with { Description = description ?? standard.Description };
        fields.RefuseOthers();
        return defaultItem is null ? parameter with { Description = description ?? parameter.Description } : WithDefault(parameter, defaultItem, issues) with { Description = description ?? parameter.Description };
    }

    private static TemplateParameter Own(string name, YamlFields fields, Issues issues)
    {
        var type = fields.Choice("type", ParameterType.Word);
        var allowed = fields.Texts("allowed");
        var (min, max) = (Bound(fields, "min", issues), Bound(fields, "max", issues));
        var parameter = new TemplateParameter(name, type, null, allowed, min, max, null);
        if ((min ?? max) is not null && !parameter.IsNumeric)
        {
            issues.Add(TemplateIssueCodes.BadValue, "min and max are for numbers", fields.At);
        }

        return parameter;
    }

    private static double? Bound(YamlFields fields, string name, Issues issues) =>
        fields.Take(name) is { } item ? YamlValues.Number(item, issues, 0, -1e15, 1e15, whole: false) : null;

    private static TemplateParameter WithDefault(TemplateParameter parameter, YamlItem item, Issues issues)
    {
        var text = YamlValues.Text(item, issues, 4_000);
        if (parameter.Read(text, out var reason) is null)
        {
            issues.Add(TemplateIssueCodes.BadValue, $"the default {reason}", item);
        }

        return parameter with { Default = text };
    }
}
