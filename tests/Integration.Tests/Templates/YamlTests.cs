using System.Text;
using Shouldly;
using Weft.Application.Templates;
using Weft.Domain.Templates;
using Xunit;

namespace Weft.Integration.Tests.Templates;

[Trait("Capability", "W1")]
public sealed class YamlTests
{
    [Theory]
    [InlineData("tasks: &a [{name: a}]", TemplateIssueCodes.BadYaml)]
    [InlineData("tasks: *a", TemplateIssueCodes.BadYaml)]
    [InlineData("tasks: !!set {a}", TemplateIssueCodes.BadYaml)]
    [InlineData("tasks: [{name: a}]\ntasks: [{name: b}]", TemplateIssueCodes.DuplicateName)]
    [InlineData("tasks:\n\t- name: a", TemplateIssueCodes.BadYaml)]
    [InlineData("tasks: [{name: a}", TemplateIssueCodes.BadYaml)]
    [InlineData("tasks: [{name: a}]\n---\nx: y", TemplateIssueCodes.BadYaml)]
    [InlineData("tasks: [{? [a] : b}]", TemplateIssueCodes.BadYaml)]
    [InlineData("tasks: [{name: \"\\q\"}]", TemplateIssueCodes.BadYaml)]
    public void yaml_that_could_surprise_is_refused_with_its_place(string body, string code)
    {
        var issue = Sample.ReadBody(body).Issues.ShouldHaveSingleItem();
        issue.Code.ShouldBe(code);
        issue.Line.ShouldNotBeNull().ShouldBeGreaterThan(12);
    }

    [Fact]
    public void a_bomb_of_aliases_is_refused_at_its_first_anchor()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (var i = 1; i < 40; i++)
        {
            bomb.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n");
        }

        Sample.ReadBody(bomb.ToString()).Issues.ShouldHaveSingleItem().Code.ShouldBe(TemplateIssueCodes.BadYaml);
    }

    [Fact]
    public void deep_nesting_is_refused() =>
        Sample.ReadBody("tasks: " + new string('[', 5_000) + new string(']', 5_000)).Issues.ShouldHaveSingleItem().Code.ShouldBe(TemplateIssueCodes.TooLarge);

    [Fact]
    public void an_oversized_template_is_refused()
    {
        TemplateReader.Decode(new byte[TemplateReader.MaxBytes + 1]).Issues.ShouldHaveSingleItem().Code.ShouldBe(TemplateIssueCodes.TooLarge);
        Sample.Read(new string(' ', TemplateLimits.SourceBytes + 1)).Issues.ShouldHaveSingleItem().Code.ShouldBe(TemplateCodes.TooLarge);
    }

    [Fact]
    public void bytes_that_are_not_utf8_are_refused_and_a_byte_order_mark_is_not()
    {
        TemplateReader.Decode([(byte)'a', 0xC3, 0x28]).Issues.ShouldHaveSingleItem().Message.ShouldContain("at 1");
        TemplateReader.Decode([0xEF, 0xBB, 0xBF, (byte)'a']).Text.ShouldBe("a");
    }

    [Theory]
    [InlineData("")]
    [InlineData("just text")]
    [InlineData("- a\n- b")]
    [InlineData("{name: x}")]
    public void what_is_no_template_is_refused(string text)
    {
        var reading = Sample.Read(text);
        reading.IsValid.ShouldBeFalse();
        reading.Definition.ShouldBeNull();
    }

    [Fact]
    public void windows_line_ends_are_read() => Sample.Read((Sample.Head + "tasks: [{name: a}]\n").ReplaceLineEndings("\r\n")).Issues.ShouldBeEmpty();
}
