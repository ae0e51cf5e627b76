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
        string.Join(' ', GoTemplate.Parse("t", template).Template.ShouldNotBeNull().Fields).ShouldBe(names);
}
