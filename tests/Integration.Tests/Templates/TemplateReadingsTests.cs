using Shouldly;
using Weft.Application.Catalogue;
using Weft.Application.Templates;
using Xunit;

namespace Weft.Integration.Tests.Templates;

[Trait("Capability", "W1")]
public sealed class TemplateReadingsTests
{
    private static readonly string Text = "name: sample\n" + Sample.Parameters.TrimEnd() + "\n" + """
          a: {default: "x"}
          b: {default: "y"}

        """ + Sample.Settings + """
        tasks:
          - {name: only, command: "echo {{.a}} then {{.b}}"}
        """;

    [Fact]
    public void the_same_text_with_the_same_parameters_is_read_once()
    {
        using var readings = new TemplateReadings();
        var first = Read(readings, ("a", "x"), ("b", "y"));
        first.IsValid.ShouldBeTrue(string.Join(' ', first.Issues));
        Read(readings, ("b", "y"), ("a", "x")).ShouldBeSameAs(first);
    }

    [Theory]
    [InlineData("y", "x")]
    [InlineData("x1b1", "y")]
    [InlineData("x ", "y")]
    public void other_parameters_are_another_reading(string a, string b)
    {
        using var readings = new TemplateReadings();
        var first = Read(readings, ("a", "x"), ("b", "y"));
        var other = Read(readings, ("a", a), ("b", b));
        other.ShouldNotBeSameAs(first);
        other.Definition!.Tasks[0].Command.ShouldBe($"echo {a} then {b}");
    }

    [Fact]
    public void what_is_wrong_is_said_each_time()
    {
        using var readings = new TemplateReadings();
        Read(readings, ("c", "x")).Issues.ShouldHaveSingleItem().Code.ShouldBe(Read(readings, ("c", "x")).Issues[0].Code);
    }

    private static TemplateReading Read(TemplateReadings readings, params (string Name, string Value)[] parameters) =>
        readings.Read(TemplateText.Of("sample", Text, null).Hash, Text, parameters.ToDictionary(p => p.Name, p => p.Value));
}
