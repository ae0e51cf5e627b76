using Shouldly;
using Weft.Domain.Templates;
using Xunit;

namespace Weft.Domain.Tests.Templates;

[Trait("Capability", "W1")]
public sealed class FieldsTests
{
    [Theory]
    [InlineData("plain", "")]
    [InlineData("{{.B}}{{.A.X}}{{$.C}}", "A B C")]
    [InlineData("{{if .A}}{{.B}}{{else}}{{.C}}{{end}}", "A B C")]
    [InlineData("{{with .A}}{{.Inner}}{{$.B}}{{else}}{{.C}}{{end}}", "A B C")]
    [InlineData("{{range .A}}{{.Inner}}{{end}}", "A")]
    [InlineData("{{printf \"%v\" (len .A) | print .B}}", "A B")]
    [InlineData("{{define \"d\"}}{{.A}}{{end}}{{template \"d\" .}}", "A")]
    [InlineData("{{define \"d\"}}{{.A}}{{end}}{{template \"d\" .B}}", "B")]
    [InlineData("{{define \"d\"}}{{.A}}{{template \"d\" .}}{{end}}{{template \"d\" $}}", "A")]
    public void the_names_a_template_reads_are_known_without_rendering(string template, string names) =>
        string.Join(' ', GoTemplate.Parse("t", template).Template.ShouldNotBeNull().Fields.Keys.Order(StringComparer.Ordinal)).ShouldBe(names);

    [Fact]
    public void the_place_where_a_name_is_first_read_is_known() =>
        GoTemplate.Parse("t", "a\n {{if .A}}{{.B}}{{.A}}{{end}}").Template.ShouldNotBeNull().Fields["B"].ShouldBe(new TemplatePlace(2, 13));

    [Theory]
    [InlineData("{{printf \"%q\" .A}} {{.A | printf \"%q\"}} {{if .A}}{{eq .A \"x\"}}{{end}}", "")]
    [InlineData("{{.A}}", "A")]
    [InlineData("{{printf \"%v\" .A}}{{printf \"%q\" .B .C}}", "A B C")]
    [InlineData("{{$x := .A}}{{with .B}}{{end}}{{range .C}}{{end}}", "A B C")]
    [InlineData("{{define \"d\"}}{{.A}}{{printf \"%q\" .B}}{{end}}{{template \"d\" .}}{{template \"d\" .C}}", "A C")]
    [InlineData("{{printf \"%q\" .A | print .B}}{{if ($x := .C)}}{{$x}}{{end}}", "A B C")]
    public void names_whose_text_may_be_printed_unquoted_are_known(string template, string names) =>
        string.Join(' ', GoTemplate.Parse("t", template).Template.ShouldNotBeNull().BareFields).ShouldBe(names);
}
