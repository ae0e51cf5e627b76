using System.Collections.Immutable;
using System.Text;

namespace Weft.Application.Templates;

/// <summary>The part of a template that is read before it is rendered: its name, what it is for, and its parameters.</summary>
public sealed record TemplateHeader(string Name, string? Description, ImmutableArray<TemplateParameter> Parameters)
{
    private static readonly ImmutableArray<string> Sections = ["name", "description", "parameters"];

    internal static TemplateHeader? Read(string text, Issues issues)
    {
        var own = OwnLines(text, issues);
        if (issues.Any || YamlLoader.Load(own, issues) is not { } document)
        {
            return null;
        }

        var fields = new YamlFields(document, issues);
        var name = fields.Name();
        var description = fields.Text("description");
        var parameters = ParameterReader.Read(fields.Take("parameters"), issues);
        fields.RefuseOthers();
        return issues.Any ? null : new TemplateHeader(name, description, parameters);
    }

    /// <summary>The header's sections with every other line left empty, so that lines keep their numbers.</summary>
    private static string OwnLines(string text, Issues issues)
    {
        var own = new StringBuilder();
        var inside = false;
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            inside = Continues(line) ? inside : StartsSection(line);
            var placeholder = inside ? line.IndexOf("{{", StringComparison.Ordinal) : -1;
            if (placeholder >= 0)
            {
                var message = "name, description and parameters are read before rendering: no placeholders here";
                issues.Add(new TemplateIssue(TemplateIssueCodes.BadValue, message, number, placeholder + 1));
            }

            own.Append(inside ? line : default).Append('\n');
        }

        return own.ToString();
    }

    /// <summary>Indented, empty, a comment or the item of a list: it belongs to the key above it.</summary>
    private static bool Continues(ReadOnlySpan<char> line) => line.IsEmpty || line[0] is ' ' or '\t' or '#' or '-';

    private static bool StartsSection(ReadOnlySpan<char> line)
    {
        foreach (var section in Sections)
        {
            if (line.StartsWith(section, StringComparison.Ordinal) && line[section.Length..].TrimStart() is [':', ..])
            {
                return true;
            }
        }

        return false;
    }
}
