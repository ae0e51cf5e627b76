using Shouldly;
using Xunit;

namespace Weft.Architecture.Tests.References;

/// <summary>Reference pages that are written from the sources. <c>./dev references</c> writes them anew.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, Func<string>> Pages = new()
    {
        ["endpoints"] = EndpointsPage.Write,
        ["events"] = EventsPage.Write,
        ["rejections"] = RejectionsPage.Write,
        ["settings"] = SettingsPage.Write,
        ["slices"] = SlicesPage.Write,
    };

    public static TheoryData<string> Names => [.. Pages.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void a_reference_page_says_what_the_sources_say(string name)
    {
        var path = Path.Combine(Repository.Root, "docs", "reference", name + ".md");
        var fresh = Pages[name]();
        if (Environment.GetEnvironmentVariable("WEFT_WRITE_REFERENCES") == "1")
        {
            File.WriteAllText(path, fresh);
        }

        (File.Exists(path) ? File.ReadAllText(path) : "").ShouldBe(fresh, "stale: run ./dev references");
    }
}
