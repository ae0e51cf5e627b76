using System.Text;
using System.Text.RegularExpressions;

namespace Weft.Architecture.Tests.References;

/// <summary>Writes Markdown that reads well as text too.</summary>
internal sealed partial class Page
{
    private readonly StringBuilder _text = new();

    public Page(string title, string about)
    {
        _text.Append("# ").Append(title).Append("\n\n<!-- Written from the sources by ./dev references; do not edit. -->\n").Append(about).Append('\n');
    }

    public Page Heading(string text)
    {
        _text.Append("\n## ").Append(text).Append('\n');
        return this;
    }

    public Page Line(string text)
    {
        _text.Append(text).Append('\n');
        return this;
    }

    public Page Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        _text.Append('\n').Append("| ").AppendJoin(" | ", columns).Append(" |\n|").Append(string.Concat(columns.Select(_ => "---|"))).Append('\n');
        foreach (var row in rows)
        {
            _text.Append("| ").AppendJoin(" | ", row.Select(Cell)).Append(" |\n");
        }

        return this;
    }

    public override string ToString() => _text.ToString();

    private static string Cell(string text) => Spaces().Replace(text, " ").Replace("|", "\\|", StringComparison.Ordinal).Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
