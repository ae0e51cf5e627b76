using YamlDotNet.Core;

namespace Weft.Application.Templates;

/// <summary>Carries an issue out of the loader's recursion; never leaves it.</summary>
internal sealed class YamlRefusal(TemplateIssue issue) : Exception(issue.Message)
{
    public TemplateIssue Issue { get; } = issue;

    /// <summary>What the parser said; about tabs it speaks badly, so they are looked for first.</summary>
    public static TemplateIssue Because(YamlException problem, string text)
    {
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var indent = line.IndexOfAnyExcept(' ', '\t');
            var tab = line[..Math.Max(indent, 0)].IndexOf('\t');
            if (tab >= 0)
            {
                return new TemplateIssue(TemplateIssueCodes.BadYaml, "YAML is indented with spaces; here is a tab", number, tab + 1);
            }
        }

        return new TemplateIssue(TemplateIssueCodes.BadYaml, problem.Message, (int)problem.Start.Line, (int)problem.Start.Column);
    }
}
