using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Weft.Architecture.Tests.References;

/// <summary>Reads the summary above a declaration.</summary>
internal static partial class Comments
{
    public static string Summary(SyntaxNode node)
    {
        var lines = node.GetLeadingTrivia().ToFullString().Split('\n').Select(l => l.Trim()).Where(l => l.StartsWith("///", StringComparison.Ordinal)).Select(l => l[3..]);
        var xml = XElement.Parse("<doc>" + string.Join('\n', lines) + "</doc>");
        return xml.Element("summary") is { } summary ? Text(summary) : "";
    }

    private static string Text(XElement summary) =>
        Spaces().Replace(string.Concat(summary.Nodes().Select(n => n switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement see => "`" + (see.Attribute("cref") ?? see.Attribute("name") ?? see.Attribute("langword"))?.Value.Split('.')[^1] + "`",
            _ => "",
        })), " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
