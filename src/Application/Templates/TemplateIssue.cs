using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Application.Templates;

/// <summary>Why a template or its parameters were refused, and where.</summary>
/// <param name="Code">one of <see cref="TemplateIssueCodes"/> or of Weft.Domain.Templates.TemplateCodes</param>
/// <param name="Line">1-based, in the rendered text; for parameters and placeholders in the template itself</param>
/// <param name="Path">such as tasks[2].needs[0]</param>
public sealed record TemplateIssue(string Code, string Message, int? Line = null, int? Column = null, string? Path = null);

/// <summary>What reading gave: a definition with the text it was read from, or everything that is wrong (at most 50 issues).</summary>
public sealed record TemplateReading(WorkflowDefinition? Definition, string? Text, ImmutableArray<TemplateIssue> Issues)
{
    /// <summary>What the parameters were, those of the defaults included.</summary>
    public ImmutableSortedDictionary<string, string> Parameters { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public bool IsValid => Issues.IsEmpty;
}

public static class TemplateIssueCodes
{
    public const string BadValue = "template.bad-value";
    public const string BadYaml = "template.bad-yaml";
    public const string Cycle = Graph.Cycle;
    public const string DuplicateName = Graph.DuplicateName;
    public const string MissingField = "template.missing-field";
    public const string MissingParameter = "template.missing-parameter";
    public const string TooLarge = Graph.TooLarge;
    public const string UnknownDependency = Graph.UnknownDependency;
    public const string UnknownField = "template.unknown-field";
    public const string UnknownParameter = "template.unknown-parameter";
    public const string UnknownSkill = "template.unknown-skill";
    public const string UnknownStage = "template.unknown-stage";
    public const string UnsafeParameter = "template.unsafe-parameter";
}

/// <summary>Collects issues; a template with thousands of mistakes does not get thousands of lines.</summary>
internal sealed class Issues
{
    private const int Most = 50;

    private readonly ImmutableArray<TemplateIssue>.Builder _found = ImmutableArray.CreateBuilder<TemplateIssue>();

    public bool Any => _found.Count > 0;

    public ImmutableArray<TemplateIssue> All => _found.ToImmutable();

    public void Add(TemplateIssue issue)
    {
        if (_found.Count < Most)
        {
            _found.Add(issue);
        }
    }

    public void Add(string code, string message, YamlItem at) => Add(new TemplateIssue(code, message, at.Line, at.Column, at.Path));
}
