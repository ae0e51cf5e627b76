using System.Text.Json;
using System.Text.RegularExpressions;
using Weft.Domain.Templates;

namespace Weft.Benchmarks.Templates;

/// <summary>One template with its data and Go's answer: a text, or the line with which Go refuses.</summary>
internal sealed partial record GoCase(string Id, string Template, JsonElement Data, string? Text, string? Refusal)
{
    /// <summary>Nothing but text and the likes of {{.A.B}}: what Weft must never refuse when Go answers.</summary>
    public bool IsFieldAccessOnly => !FieldAccess().Replace(Template, "").Contains("{{", StringComparison.Ordinal);

    public static GoCase Read(JsonElement json)
    {
        var go = json.GetProperty("missingkeyError");
        var answers = go.GetProperty("ok").GetBoolean();
        var output = go.TryGetProperty("output", out var text) ? text.GetString() : "";
        return new GoCase(
            json.GetProperty("id").ToString(),
            json.GetProperty("template").GetString() ?? "",
            json.TryGetProperty("data", out var data) ? data : default,
            answers ? output : null,
            answers ? null : go.GetProperty("error").GetString());
    }

    /// <summary>Go gives the line of a syntax error, and line and column of one in evaluation; its template may have any name.</summary>
    public bool IsAtPlaceOf(TemplateProblem problem)
    {
        var (go, mine) = (Place().Match(Refusal ?? ""), Place().Match(problem.Full));
        return go.Groups["line"].Value == mine.Groups["line"].Value && (!go.Groups["column"].Success || go.Groups["column"].Value == mine.Groups["column"].Value);
    }

    [GeneratedRegex(@"\{\{(- )?\s*(\.|\$?(\.[\p{L}_][\p{L}\p{N}_]*)+)\s*( -)?\}\}")]
    private static partial Regex FieldAccess();

    [GeneratedRegex(@"\Atemplate: [^:]*:(?<line>\d+)(:(?<column>\d+))?: ")]
    private static partial Regex Place();
}
