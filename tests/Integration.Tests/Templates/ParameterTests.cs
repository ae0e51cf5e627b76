using Shouldly;
using Weft.Application.Templates;
using Xunit;

namespace Weft.Integration.Tests.Templates;

[Trait("Capability", "W1"), Trait("Capability", "W2"), Trait("Capability", "W3"), Trait("Capability", "W4"), Trait("Capability", "W5")]
public sealed class ParameterTests
{
    private const string Body = "tasks: [{name: a}]\n";

    [Theory]
    [InlineData("ParallelAgents", "0")]
    [InlineData("ParallelAgents", "257")]
    [InlineData("ParallelAgents", "many")]
    [InlineData("CoordinationMechanism", "lock_free")]
    [InlineData("ConflictResolutionApproach", "coin")]
    [InlineData("QualityAssuranceStrategy", "Gates")]
    [InlineData("ParallelismMetrics", "")]
    public void a_value_that_a_parameter_does_not_allow_is_refused_by_name(string name, string value)
    {
        var issue = Sample.ReadBody(Body, (name, value)).Issues.ShouldHaveSingleItem();
        (issue.Code, issue.Path).ShouldBe((TemplateIssueCodes.BadValue, $"parameters.{name}"));
        issue.Message.ShouldStartWith($"'{name}' must be ");
    }

    [Fact]
    public void a_parameter_that_nobody_declared_is_refused_by_name()
    {
        var issue = Sample.ReadBody(Body, ("Colour", "red")).Issues.ShouldHaveSingleItem();
        (issue.Code, issue.Message).ShouldBe((TemplateIssueCodes.UnknownParameter, "'Colour' is not a parameter of this template"));
    }

    [Fact]
    public void a_placeholder_that_nobody_declared_is_refused_with_its_place()
    {
        var issue = Sample.ReadBody("tasks: [{name: a, command: \"{{.Colour}}\"}]\n").Issues.ShouldHaveSingleItem();
        (issue.Code, issue.Column).ShouldBe((TemplateIssueCodes.UnknownParameter, 31));
        issue.Message.ShouldContain("Colour");
    }

    [Fact]
    public void every_missing_parameter_is_named()
    {
        var issues = Sample.Read("name: sample\n" + Sample.Settings + Body, ("ParallelAgents", "1")).Issues;
        issues.Select(i => (i.Code, i.Path)).ShouldBe(
            StandardParameters.All.Skip(1).Select(p => (TemplateIssueCodes.MissingParameter, (string?)$"parameters.{p.Name}")));
    }

    [Theory]
    [InlineData("X: {type: integer, min: 1, max: 3, default: 4}", TemplateIssueCodes.BadValue)]
    [InlineData("X: {type: colour}", TemplateIssueCodes.BadValue)]
    [InlineData("X: {min: 1}", TemplateIssueCodes.BadValue)]
    [InlineData("X: {allowed: [a, b], default: c}", TemplateIssueCodes.BadValue)]
    [InlineData("X: {defualt: c}", TemplateIssueCodes.UnknownField)]
    [InlineData("x-y: {default: \"{{.X}}\"}", TemplateIssueCodes.BadValue)]
    [InlineData("ParallelAgents: {max: 1000}", TemplateIssueCodes.UnknownField)]
    public void a_wrong_declaration_is_refused(string declaration, string code)
    {
        var reading = Sample.Read($"name: sample\nparameters:\n  {declaration}\n" + Sample.Settings + Body);
        reading.Issues.ShouldHaveSingleItem().Code.ShouldBe(code);
        reading.Issues[0].Line.ShouldBe(3);
    }

    [Theory]
    [InlineData("a\", b: \"c")]
    [InlineData("a: b")]
    [InlineData("a # b")]
    [InlineData("a\nb")]
    [InlineData("[a]")]
    [InlineData("'")]
    public void a_word_cannot_change_the_yaml_around_it(string value)
    {
        var text = "name: sample\nparameters:\n  Word: {default: fine}\n" + Sample.Settings + "tasks: [{name: a, command: {{.Word}}}]\n";
        Sample.Read(text, ("Word", value)).Issues.ShouldContain(i => i.Code == TemplateIssueCodes.BadValue && i.Path == "parameters.Word");
    }

    [Fact]
    public void a_text_may_only_be_printed_quoted()
    {
        var text = "name: sample\nparameters:\n  Check: {type: text, default: fine}\n" + Sample.Settings + "tasks: [{name: a, command: \"{{.Check}}\"}]\n";
        TemplateReader.Check(text).Issues.ShouldHaveSingleItem().Code.ShouldBe(TemplateIssueCodes.UnsafeParameter);
    }

    [Fact]
    public void checking_a_template_needs_no_values()
    {
        var (header, issues) = TemplateReader.Check("name: sample\ndescription: for a test\n" + Sample.Settings + Body);
        issues.ShouldBeEmpty();
        header.ShouldNotBeNull().Parameters.Select(p => p.Name).ShouldBe(StandardParameters.All.Select(p => p.Name));
        (header.Name, header.Description).ShouldBe(("sample", "for a test"));
    }
}
