using System.Text.Json;
using Shouldly;
using Weft.Domain.Templates;
using Xunit;

namespace Weft.Domain.Tests.Templates;

/// <summary>Compares with what Go itself answered, where those answers are at hand (WEFT_DATA, by default ../shared/data).</summary>
[Trait("Capability", "W1")]
public sealed class OracleTests
{
    [Fact]
    public void every_answer_of_go_is_given_or_refused_as_unsupported()
    {
        var file = Path.Combine(DataFolder(), "go-templates.json");
        Assert.SkipUnless(File.Exists(file), $"no {file}: set WEFT_DATA to the folder with Go's answers");
        using var cases = JsonDocument.Parse(File.ReadAllText(file));
        var wrong = cases.RootElement.EnumerateArray().Where(c => !Agrees(c)).Select(c => c.GetProperty("id").GetString()).ToList();
        wrong.ShouldBeEmpty();
    }

    private static bool Agrees(JsonElement known)
    {
        var go = known.GetProperty("missingkeyError");
        var mine = Go.Render(known.GetProperty("template").GetString()!, known.GetProperty("data").GetRawText());
        if (mine.Problem is { Code: TemplateCodes.Unsupported or TemplateCodes.TooDeep })
        {
            return true;
        }

        return go.GetProperty("ok").GetBoolean()
            ? mine.Text == (go.TryGetProperty("output", out var output) ? output.GetString() : "")
            : mine.Problem?.Full == go.GetProperty("error").GetString();
    }

    private static string DataFolder() => Environment.GetEnvironmentVariable("WEFT_DATA") ?? Path.Combine(Root(), "..", "shared", "data");

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder.Parent is not null && !File.Exists(Path.Combine(folder.FullName, "EventSourced.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
