using System.Text.Json;
using Weft.Domain.Templates;

namespace Weft.Domain.Tests.Templates;

/// <summary>Renders a template against the data that the tests of this folder share.</summary>
internal static class Go
{
    public const string Data = """
        {
          "ParallelAgents": 4, "Mechanism": "pull", "Ratio": 0.875, "Large": 1000000, "Yes": true, "No": false, "Empty": "", "Nothing": null,
          "Names": ["ann", "bob"], "None": [], "NoEntries": {}, "Inner": {"Deep": {"er": "found"}, "b": 2, "a": 1},
          "Markup": "<a href='x'>\"&\"</a>", "Unicode": "é漢🙂", "Lines": "a\nb", "dash-ed": "by index"
        }
        """;

    public static RenderedTemplate Render(string template, string data = Data)
    {
        var parsed = GoTemplate.Parse("t", template);
        using var json = JsonDocument.Parse(data);
        return parsed.Template?.Render(json.RootElement) ?? new RenderedTemplate(null, parsed.Problem);
    }
}
