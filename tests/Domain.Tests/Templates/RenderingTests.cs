using Shouldly;
using Xunit;

namespace Weft.Domain.Tests.Templates;

[Trait("Capability", "W1"), Trait("Capability", "W2"), Trait("Capability", "W3"), Trait("Capability", "W4"), Trait("Capability", "W5")]
public sealed class RenderingTests
{
    [Theory]
    [InlineData("no action, { or }} alone", "no action, { or }} alone")]
    [InlineData("n: {{.ParallelAgents}}", "n: 4")]
    [InlineData("{{ .Mechanism }}/{{$.Ratio}}", "pull/0.875")]
    [InlineData("{{.Inner.Deep.er}}", "found")]
    [InlineData("{{(.Inner).Deep.er}}", "found")]
    [InlineData("{{.Names}} {{.None}} {{.NoEntries}}", "[ann bob] [] map[]")]
    [InlineData("{{.Inner}}", "map[Deep:map[er:found] a:1 b:2]")]
    [InlineData("{{.Large}} {{.Nothing}} {{.Yes}}", "1e+06 <no value> true")]
    [InlineData("{{\"{{\"}}{{`}}`}}", "{{}}")]
    [InlineData("{{'a'}} {{0x1F}} {{1_000}} {{017}} {{1e3}}", "97 31 1000 15 1000")]
    public void values_print_as_in_go(string template, string text) => Go.Render(template).Text.ShouldBe(text);

    [Theory]
    [InlineData("a \n {{- .Mechanism -}} \n b", "apullb")]
    [InlineData("a {{- /* said in passing */ -}} b", "ab")]
    [InlineData("{{/* nothing */}}x", "x")]
    [InlineData("{{\"a\" -}}\r\n\t b", "ab")]
    public void trim_markers_and_comments_leave_nothing(string template, string text) => Go.Render(template).Text.ShouldBe(text);

    [Theory]
    [InlineData("{{if .Yes}}y{{else}}n{{end}}", "y")]
    [InlineData("{{if .Empty}}1{{else if .None}}2{{else if .Ratio}}3{{else}}4{{end}}", "3")]
    [InlineData("{{with .Inner.Deep}}{{.er}}{{end}}", "found")]
    [InlineData("{{with .Nothing}}x{{else}}{{.Mechanism}}{{end}}", "pull")]
    [InlineData("{{range .Names}}[{{.}}]{{end}}", "[ann][bob]")]
    [InlineData("{{range $i, $n := .Names}}{{$i}}={{$n}};{{end}}", "0=ann;1=bob;")]
    [InlineData("{{range $k, $v := .Inner.Deep}}{{$k}}:{{$v}}{{end}}", "er:found")]
    [InlineData("{{range .None}}x{{else}}none{{end}}", "none")]
    [InlineData("{{range .Names}}{{if eq . \"bob\"}}{{break}}{{end}}{{.}}{{end}}", "ann")]
    [InlineData("{{range .Names}}{{if eq . \"ann\"}}{{continue}}{{end}}{{.}}{{end}}", "bob")]
    [InlineData("{{$x := 1}}{{if .Yes}}{{$x = 2}}{{end}}{{$x}}", "2")]
    [InlineData("{{$x := 1}}{{if .Yes}}{{$x := 2}}{{end}}{{$x}}", "1")]
    [InlineData("{{define \"row\"}}<{{.}}>{{end}}{{range .Names}}{{template \"row\" .}}{{end}}", "<ann><bob>")]
    [InlineData("{{block \"b\" .Inner}}{{.a}}{{end}}", "1")]
    public void control_structures_do_what_they_do_in_go(string template, string text) => Go.Render(template).Text.ShouldBe(text);

    [Theory]
    [InlineData("{{len .Unicode}} {{len .Names}} {{len .Inner}}", "9 2 3")]
    [InlineData("{{index .Names 1}} {{index . \"dash-ed\"}} {{index .Inner \"Deep\" \"er\"}}", "bob by index found")]
    [InlineData("{{slice .Mechanism 1 3}} {{slice .Names 1}}", "ul [bob]")]
    [InlineData("{{and .Yes .Empty \"x\"}}|{{or .Empty .Mechanism}}|{{not .No}}", "|pull|true")]
    [InlineData("{{eq .ParallelAgents 3.0 4.0}} {{ne .Mechanism \"push\"}} {{lt .Ratio 1.0}} {{ge 2 3}}", "true true true false")]
    [InlineData("{{print 1 2 \"a\" 3}} {{println .Yes 1}}", "1 2a3 true 1\n")]
    [InlineData("{{html .Markup}}", "&lt;a href=&#39;x&#39;&gt;&#34;&amp;&#34;&lt;/a&gt;")]
    [InlineData("{{\"it's <b> = 1\" | js}}", "it\\'s \\u003Cb\\u003E \\u003D 1")]
    [InlineData("{{urlquery \"a b&c/é\"}}", "a+b%26c%2F%C3%A9")]
    public void built_in_functions_answer_as_in_go(string template, string text) => Go.Render(template).Text.ShouldBe(text);

    [Theory]
    [InlineData("%v|%5v|%-5v|%05d", "7 \"ab\" true 42", "7|   ab|true |00042")]
    [InlineData("%s %q %x %.1s", "\"é\" \"a\\n\" \"hi\" \"xyz\"", "é \"a\\n\" 6869 x")]
    [InlineData("%.2f %8.3f %e %g", "2.675 1.0 1234.5 1e21", "2.67    1.000 1.234500e+03 1e+21")]
    [InlineData("%.0f %.0f %.1f", "0.5 1.5 0.25", "0 2 0.2")]
    [InlineData("%b %o %#x %X %c %U %+d", "5 8 255 255 233 233 5", "101 10 0xff FF é U+00E9 +5")]
    [InlineData("%d %", "\"text\"", "%!d(string=text) %!(NOVERB)")]
    [InlineData("%d %d", "1", "1 %!d(MISSING)")]
    [InlineData("%d", "1 2", "1%!(EXTRA int=2)")]
    [InlineData("%T %T %t", "1.5 \"a\" true", "float64 string true")]
    [InlineData("%*d|%.*f", "4 7 2 3.14159", "   7|3.14")]
    [InlineData("100%%", "", "100%")]
    public void printf_formats_as_in_go(string format, string arguments, string text) =>
        Go.Render($"{{{{printf `{format}` {arguments}}}}}").Text.ShouldBe(text);

    [Fact]
    public void keys_are_ordered_by_their_bytes_and_not_by_utf16_units() =>
        Go.Render("{{.}}", """{"\uFF5E": 1, "🙂": 2, "z": 3}""").Text.ShouldBe("map[z:3 ～:1 🙂:2]");
}
