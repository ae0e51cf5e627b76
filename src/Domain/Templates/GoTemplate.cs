using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Weft.Domain.Templates;

/// <summary>What parsing gave: a template, or why there is none.</summary>
public sealed record ParsedTemplate(GoTemplate? Template, TemplateProblem? Problem);

/// <summary>What rendering gave: a text, or why there is none. A refused rendering leaves no partial text.</summary>
public sealed record RenderedTemplate(string? Text, TemplateProblem? Problem);

/// <summary>1-based, in characters.</summary>
public readonly record struct TemplatePlace(int Line, int Column);

/// <summary>A template in the language of Go's text/template, in its form where a missing key is an error. Immutable: one parsed
/// template may be rendered by several threads at once.</summary>
public sealed class GoTemplate
{
    private readonly string _text;
    private readonly Dictionary<string, ListNode> _trees;

    private GoTemplate(string name, string text, Dictionary<string, ListNode> trees)
    {
        (Name, _text, _trees) = (name, text, trees);
        var scan = new FieldScan(trees).Run(name);
        Fields = scan.Offsets.ToDictionary(f => f.Key, f => PlaceOf(text, f.Value), StringComparer.Ordinal);
        BareFields = scan.Bare;
    }

    public string Name { get; }

    /// <summary>The top-level names it reads and where it first does, found without rendering.</summary>
    public IReadOnlyDictionary<string, TemplatePlace> Fields { get; }

    /// <summary>Those of them whose text may reach the output as it is, and not only inside <c>printf "%q"</c>: a value with quotes
    /// or line breaks could then change the structure of the text around it.</summary>
    public IReadOnlySet<string> BareFields { get; }

    public static ParsedTemplate Parse(string name, string text)
    {
        if (Encoding.UTF8.GetByteCount(text) > TemplateLimits.SourceBytes)
        {
            var message = string.Create(CultureInfo.InvariantCulture, $"a template may have {TemplateLimits.SourceBytes} bytes");
            return new ParsedTemplate(null, new TemplateProblem(TemplateCodes.TooLarge, message, 1, 1, null, $"template: {name}: {message}"));
        }

        try
        {
            return new ParsedTemplate(new GoTemplate(name, text, Parser.Parse(name, text)), null);
        }
        catch (TemplateFault fault)
        {
            return new ParsedTemplate(null, SyntaxProblem(name, text, fault));
        }
    }

    public RenderedTemplate Render(JsonElement data) => Render(GoValue.FromJson(data));

    public RenderedTemplate Render(GoValue? data)
    {
        var evaluator = new Evaluator(_trees);
        try
        {
            return new RenderedTemplate(evaluator.Run(Name, data), null);
        }
        catch (TemplateFault fault)
        {
            return new RenderedTemplate(null, EvaluationProblem(fault, evaluator.Place));
        }
    }

    private static TemplateProblem SyntaxProblem(string name, string text, TemplateFault fault)
    {
        var (line, column, _) = Position(text, fault.Offset ?? 0);
        var full = string.Create(CultureInfo.InvariantCulture, $"template: {name}:{line}: {fault.Message}");
        return new TemplateProblem(fault.Code, fault.Message, line, column, null, full);
    }

    private TemplateProblem EvaluationProblem(TemplateFault fault, (Node? At, string Running) place)
    {
        var (line, column, bytes) = Position(_text, place.At?.Offset ?? 0);
        var where = place.At?.ToString() ?? "";
        var full = string.Create(
            CultureInfo.InvariantCulture,
            $"template: {Name}:{line}:{bytes}: executing {GoQuote.Text(place.Running)} at <{where}>: {fault.Message}");
        return new TemplateProblem(fault.Code, fault.Message, line, column, where, full);
    }

    private static TemplatePlace PlaceOf(string text, int offset)
    {
        var (line, column, _) = Position(text, offset);
        return new TemplatePlace(line, column);
    }

    private static (int Line, int Column, int Bytes) Position(string text, int offset)
    {
        var before = text.AsSpan(0, Math.Min(offset, text.Length));
        var inLine = before[(before.LastIndexOf('\n') + 1)..];
        return (before.Count('\n') + 1, inLine.Length + 1, Encoding.UTF8.GetByteCount(inLine));
    }
}
