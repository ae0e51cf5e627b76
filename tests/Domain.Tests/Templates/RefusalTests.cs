using Shouldly;
using Weft.Domain.Templates;
using Xunit;

namespace Weft.Domain.Tests.Templates;

[Trait("Capability", "W1"), Trait("Capability", "W2"), Trait("Capability", "W3"), Trait("Capability", "W4"), Trait("Capability", "W5")]
public sealed class RefusalTests
{
    [Theory]
    [InlineData("{{.X", "template: t:1: unclosed action")]
    [InlineData("a\nb{{.X}", "template: t:2: bad character U+007D '}'")]
    [InlineData("{{if .Yes}}", "template: t:1: unexpected EOF")]
    [InlineData("{{if\n.Yes\n", "template: t:3: unclosed action started at t:1")]
    [InlineData("{{end}}", "template: t:1: unexpected {{end}}")]
    [InlineData("{{}}", "template: t:1: missing value for command")]
    [InlineData("{{nofunc 1}}", "template: t:1: function \"nofunc\" not defined")]
    [InlineData("{{$x}}", "template: t:1: undefined variable \"$x\"")]
    [InlineData("{{$x\n\n1}}", "template: t:3: undefined variable \"$x\"")]
    [InlineData("{{.x-y}}", "template: t:1: bad character U+002D '-'")]
    [InlineData("{{break}}", "template: t:1: {{break}} outside {{range}}")]
    [InlineData("{{/* c }}", "template: t:1: unclosed comment")]
    [InlineData("{{define \"a\"}}x{{end}}{{define \"a\"}}y{{end}}", "template: t:1: template: multiple definition of template \"a\"")]
    public void what_go_cannot_parse_is_refused_with_its_words(string template, string full)
    {
        var problem = GoTemplate.Parse("t", template).Problem.ShouldNotBeNull();
        problem.Full.ShouldBe(full);
        problem.Code.ShouldBe(TemplateCodes.BadSyntax);
    }

    [Theory]
    [InlineData("{{.Missing}}", "map has no entry for key \"Missing\"", "t:1:2", TemplateCodes.MissingKey)]
    [InlineData("é\né {{.Inner.Missing.More}}", "map has no entry for key \"Missing\"", "t:2:11", TemplateCodes.MissingKey)]
    [InlineData("{{.Mechanism.X}}", "can't evaluate field X in type interface {}", "t:1:12", TemplateCodes.CannotEvaluate)]
    [InlineData("{{.Nothing.X}}", "nil pointer evaluating interface {}.X", "t:1:10", TemplateCodes.CannotEvaluate)]
    [InlineData("{{range .Ratio}}{{end}}", "range can't iterate over 0.875", "t:1:8", TemplateCodes.CannotEvaluate)]
    [InlineData("{{index .Names 9}}", "error calling index: index out of range: 9", "t:1:2", TemplateCodes.CannotEvaluate)]
    [InlineData("{{eq .ParallelAgents 4}}", "error calling eq: incompatible types for comparison", "t:1:2", TemplateCodes.CannotEvaluate)]
    [InlineData("{{template \"none\"}}", "template \"none\" not defined", "t:1:11", TemplateCodes.CannotEvaluate)]
    [InlineData("{{len 1 2}}", "wrong number of args for len: want 1 got 2", "t:1:2", TemplateCodes.CannotEvaluate)]
    public void what_go_cannot_evaluate_is_refused_at_the_same_place(string template, string message, string place, string code)
    {
        var result = Go.Render(template);
        result.Text.ShouldBeNull();
        result.Problem.ShouldNotBeNull().Message.ShouldBe(message);
        result.Problem.Full.ShouldStartWith($"template: {place}: executing \"t\" at <");
        result.Problem.Code.ShouldBe(code);
    }

    [Fact]
    public void a_problem_counts_columns_from_one_in_characters()
    {
        var problem = Go.Render("x\né漢 {{.Missing}}").Problem.ShouldNotBeNull();
        (problem.Line, problem.Column, problem.Where).ShouldBe((2, 6, ".Missing"));
    }

    [Theory]
    [InlineData("{{1i}}")]
    [InlineData("{{printf \"%#v\" .Names}}")]
    [InlineData("{{printf \"%[1]d\" 1}}")]
    [InlineData("{{slice .Unicode 0 1}}")]
    [InlineData("{{slice .Names 0 3}}")]
    [InlineData("{{with .Empty}}{{else with .Yes}}{{end}}")]
    [InlineData("{{$x := 1}}{{range $x = .Names}}{{end}}")]
    [InlineData("{{0x1p4}}")]
    [InlineData("{{1_0e3}}")]
    public void what_is_not_imitated_is_refused_and_never_rendered_wrongly(string template)
    {
        var result = Go.Render(template);
        result.Text.ShouldBeNull();
        result.Problem.ShouldNotBeNull().Code.ShouldBe(TemplateCodes.Unsupported);
    }

    [Fact]
    public void a_template_that_calls_itself_for_ever_is_stopped() =>
        Go.Render("{{template \"t\"}}").Problem.ShouldNotBeNull().Code.ShouldBe(TemplateCodes.TooDeep);

    [Fact]
    public void nesting_has_a_limit()
    {
        Go.Render(Nested(40)).Text.ShouldBe("x");
        Go.Render(Nested(5_000)).Problem.ShouldNotBeNull().Code.ShouldBe(TemplateCodes.TooDeep);
        Go.Render($"{{{{{new string('(', 5_000)}1{new string(')', 5_000)}}}}}").Problem.ShouldNotBeNull().Code.ShouldBe(TemplateCodes.TooDeep);
    }

    [Fact]
    public void the_source_has_a_limit() =>
        GoTemplate.Parse("t", new string('x', TemplateLimits.SourceBytes + 1)).Problem.ShouldNotBeNull().Code.ShouldBe(TemplateCodes.TooLarge);

    [Theory]
    [InlineData("{{printf \"%1000000d%1000000d\" 1 2}}")]
    [InlineData("{{printf \"%.1000000d\" 1}}{{printf \"%.1000000d\" 1}}")]
    public void the_output_has_a_limit(string template) => Go.Render(template).Problem.ShouldNotBeNull().Code.ShouldBe(TemplateCodes.TooLarge);

    [Fact]
    public void text_that_doubles_itself_has_a_limit()
    {
        var doubling = string.Concat(Enumerable.Repeat("{{$x = print $x $x}}", 64));
        Go.Render("{{$x := \"0123456789\"}}" + doubling).Problem.ShouldNotBeNull().Code.ShouldBe(TemplateCodes.TooLarge);
    }

    [Fact]
    public void loops_within_loops_have_a_limit()
    {
        var data = $"[{string.Join(',', Enumerable.Range(0, 200))}]";
        var result = Go.Render("{{range $}}{{range $}}{{range $}}{{range $}}{{end}}{{end}}{{end}}{{end}}", data);
        result.Problem.ShouldNotBeNull().Code.ShouldBe(TemplateCodes.TooManySteps);
    }

    [Theory]
    [InlineData("len")]
    [InlineData("html")]
    [InlineData("eq \"x\"")]
    public void work_on_long_texts_has_a_limit_too(string function)
    {
        var data = $$"""{"Long": "{{new string('x', 100_000)}}", "Often": [{{string.Join(',', Enumerable.Range(0, 1_000))}}]}""";
        var result = Go.Render($"{{{{range .Often}}}}{{{{$x := {function} $.Long}}}}{{{{end}}}}", data);
        result.Problem.ShouldNotBeNull().Code.ShouldBe(TemplateCodes.TooManySteps);
    }

    [Fact]
    public void variables_have_a_limit()
    {
        var many = string.Concat(Enumerable.Range(0, 300).Select(i => $"{{{{$v{i} := 1}}}}"));
        Go.Render(many).Problem.ShouldNotBeNull().Code.ShouldBe(TemplateCodes.TooLarge);
    }

    private static string Nested(int depth) =>
        string.Concat(Enumerable.Repeat("{{if .Yes}}", depth)) + "x" + string.Concat(Enumerable.Repeat("{{end}}", depth));
}
