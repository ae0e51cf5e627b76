namespace Weft.Contracts;

/// <param name="Text">YAML with Go-style placeholders; see docs/reference/templates.md</param>
public sealed record PublishTemplateRequest(string Text);

public sealed record TemplateAnswer(string Name, int Version);

public sealed record RenderTemplateRequest(IReadOnlyDictionary<string, string>? Parameters = null, int? Version = null);

public sealed record RenderAnswer(string Name, int Version, string Text);

/// <summary>What is wrong with a template, and where.</summary>
public sealed record TemplateFault(string Code, string Message, int? Line, int? Column, string? Path);
