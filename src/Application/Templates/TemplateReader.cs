using System.Collections.Immutable;
using System.Text;
using Weft.Domain.Templates;

namespace Weft.Application.Templates;

/// <summary>Turns the text of a template and the values of its parameters into a workflow definition, or says what is wrong where.</summary>
public static class TemplateReader
{
    public const int MaxBytes = 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>For publishing: the header of a template that can be rendered, or why it cannot. Parameters without a default get a
    /// value they allow.</summary>
    public static (TemplateHeader? Header, ImmutableArray<TemplateIssue> Issues) Check(string text)
    {
        var issues = new Issues();
        if (Open(text, issues) is not { } opened)
        {
            return (null, issues.All);
        }

        var samples = opened.Header.Parameters.Where(p => p.Default is null).ToDictionary(p => p.Name, Sample, StringComparer.Ordinal);
        var reading = Read(text, samples);
        return reading.IsValid ? (opened.Header, []) : (null, reading.Issues);
    }

    public static TemplateReading Read(string text, IReadOnlyDictionary<string, string> parameters)
    {
        var issues = new Issues();
        if (Open(text, issues) is not var (template, header))
        {
            return new TemplateReading(null, null, issues.All);
        }

        var values = ParameterReader.Bind(header.Parameters, parameters, template.Fields.Keys, issues);
        if (issues.Any)
        {
            return new TemplateReading(null, null, issues.All);
        }

        var rendered = template.Render(GoMap.Of(values));
        if (rendered.Text is not { } yaml)
        {
            Note(issues, rendered.Problem!);
            return new TemplateReading(null, null, issues.All);
        }

        var definition = YamlLoader.Load(yaml, issues) is { } document ? DefinitionReader.Read(document, issues) : null;
        return new TemplateReading(issues.Any ? null : definition, yaml, issues.All) { Parameters = ParameterReader.Effective(header.Parameters, parameters) };
    }

    /// <summary>The text of a file or a request's body.</summary>
    public static (string? Text, ImmutableArray<TemplateIssue> Issues) Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
        {
            return (null, [new TemplateIssue(TemplateIssueCodes.TooLarge, FormattableString.Invariant($"a template has at most {MaxBytes} bytes"))]);
        }

        try
        {
            return (Strict.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes), []);
        }
        catch (DecoderFallbackException problem)
        {
            return (null, [new TemplateIssue(TemplateIssueCodes.BadYaml, FormattableString.Invariant($"not UTF-8: a wrong byte at {problem.Index}"))]);
        }
    }

    private static (GoTemplate Template, TemplateHeader Header)? Open(string text, Issues issues)
    {
        var parsed = GoTemplate.Parse("template", text);
        if (parsed.Template is not { } template)
        {
            Note(issues, parsed.Problem!);
            return null;
        }

        if (TemplateHeader.Read(text, issues) is not { } header)
        {
            return null;
        }

        CheckUse(template, header, issues);
        return issues.Any ? null : (template, header);
    }

    private static void CheckUse(GoTemplate template, TemplateHeader header, Issues issues)
    {
        var known = header.Parameters.ToDictionary(p => p.Name, StringComparer.Ordinal);
        foreach (var (name, place) in template.Fields.OrderBy(f => (f.Value.Line, f.Value.Column)))
        {
            if (!known.TryGetValue(name, out var parameter))
            {
                issues.Add(new TemplateIssue(TemplateIssueCodes.UnknownParameter, $"'{name}' is not declared under parameters", place.Line, place.Column));
            }
            else if (parameter.Type == ParameterType.Text && template.BareFields.Contains(name))
            {
                var message = $"'{name}' may hold quotes and line breaks: print it with {{{{printf \"%q\" .{name}}}}}";
                issues.Add(new TemplateIssue(TemplateIssueCodes.UnsafeParameter, message, place.Line, place.Column));
            }
        }
    }

    private static string Sample(TemplateParameter parameter) => parameter switch
    {
        { Allowed: [var first, ..] } => first,
        { IsNumeric: true } => FormattableString.Invariant($"{parameter.Min ?? parameter.Max ?? 1}"),
        { Type: ParameterType.Boolean } => "true",
        _ => "sample",
    };

    private static void Note(Issues issues, TemplateProblem problem) =>
        issues.Add(new TemplateIssue(problem.Code, problem.Message, problem.Line, problem.Column, problem.Where));
}
