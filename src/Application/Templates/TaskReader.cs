using System.Collections.Immutable;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;

namespace Weft.Application.Templates;

/// <summary>Reads one task.</summary>
internal static class TaskReader
{
    private const int Week = 7 * 24 * 3600;

    public static TaskDefinition Read(YamlItem item, SkillReader skills, Issues issues)
    {
        var fields = new YamlFields(item, issues);
        var task = new TaskDefinition(
            fields.Name(),
            fields.Text("stage") ?? "",
            Once(fields.Names("needs"), "needs", item, issues),
            skills.Read(fields.Take("skills")),
            fields.Choice("complexity", Complexity.Moderate),
            fields.Integer("priority", 100, 0, 999),
            fields.Integer("estimate_seconds", 60, 1, Week),
            fields.Integer("timeout_seconds", 3600, 1, Week),
            fields.Take("retry") is { } retry ? Retry(retry, issues) : RetryPolicy.Default,
            fields.Names("consumes"),
            fields.Names("produces"),
            fields.Choice("base", BaseChoice.Latest),
            fields.Text("command"),
            fields.Each("paths", p => Glob(p, issues)))
        {
            Touches = fields.Each("touches", t => Touched(t, issues)) is { IsEmpty: false } touches ? touches : null,
        };
        fields.Take("description");
        fields.RefuseOthers();
        return task;
    }

    /// <summary>A dependency named twice would be waited for twice.</summary>
    public static ImmutableArray<string> Once(ImmutableArray<string> names, string field, YamlItem at, Issues issues)
    {
        if (names.Distinct(StringComparer.Ordinal).Count() < names.Length)
        {
            issues.Add(TemplateIssueCodes.DuplicateName, $"'{field}' names something twice", at);
        }

        return names;
    }

    private static RetryPolicy Retry(YamlItem item, Issues issues)
    {
        var fields = new YamlFields(item, issues);
        var usual = RetryPolicy.Default;
        var policy = new RetryPolicy(
            fields.Integer("max_attempts", usual.MaxAttempts, 1, 100),
            fields.Integer("backoff_seconds", usual.BackoffSeconds, 0, 86_400),
            fields.Number("factor", usual.Factor, 1, 10),
            fields.Integer("max_backoff_seconds", usual.MaxBackoffSeconds, 0, 86_400));
        fields.RefuseOthers();
        return policy;
    }

    private static string Touched(YamlItem item, Issues issues)
    {
        var text = YamlValues.Text(item, issues, 500);
        if (Resource.Asked(text) is null)
        {
            issues.Add(TemplateIssueCodes.BadValue, $"a resource is expected: {Resource.Form}", item);
        }

        return text;
    }

    /// <summary>Paths stay inside the repository.</summary>
    private static string Glob(YamlItem item, Issues issues)
    {
        var glob = YamlValues.Text(item, issues, 500);
        if (glob.Length == 0 || glob.StartsWith('/') || glob.Contains('\\', StringComparison.Ordinal)
            || glob.Split('/') is var parts && (parts.Contains("..") || parts.Length > Resource.MostSegments))
        {
            issues.Add(TemplateIssueCodes.BadValue, $"a path pattern within the repository is expected, with /, without .. and of at most {Resource.MostSegments} segments", item);
        }

        return glob;
    }
}
