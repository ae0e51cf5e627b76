namespace Weft.Contracts;

/// <param name="Version">the newest; 0 for a template of the product that no run of this workspace has used yet</param>
/// <param name="BuiltIn">the newest version came with the product</param>
public sealed record TemplateView(string Name, int Version, string? Description, bool BuiltIn);

/// <param name="Type">word, text, integer, number, boolean or list</param>
/// <param name="Default">null: a value must be given</param>
public sealed record TemplateParameterView(string Name, string Type, string? Default, string Allowed, string? Description);

/// <summary>One version of a template with its text.</summary>
/// <param name="Hash">SHA-256 of the text</param>
public sealed record TemplateDetail(string Name, int Version, string? Description, bool BuiltIn, string Hash, IReadOnlyList<TemplateParameterView> Parameters, string Text);
