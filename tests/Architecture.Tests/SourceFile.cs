using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Weft.Architecture.Tests;

/// <summary>A C# file, read as syntax: for rules about how the code is written, which its assembly no longer shows.</summary>
internal sealed record SourceFile(string Path, int Lines, CompilationUnitSyntax Syntax)
{
    /// <summary>What the demo's agents write into the demo's repository: data, not a part of Weft.</summary>
    private static readonly string[] Data = ["src/Cli/Demo/Agents/", "src/Cli/Demo/Answers/", "src/Cli/Demo/Repository/"];

    public static IReadOnlyList<SourceFile> All { get; } =
        [.. Repository.Sources().Where(p => !Data.Any(d => p.StartsWith(d, StringComparison.Ordinal))).Select(Read).OrderBy(f => f.Path, StringComparer.Ordinal)];

    /// <summary><c>src/Domain</c>, <c>tests/Worker.Tests</c>.</summary>
    public string Project => string.Join('/', Path.Split('/').Take(2));

    /// <summary>The capability: the folder below the project, empty for what lies in the project itself.</summary>
    public string Capability => Path.Split('/') is { Length: > 3 } parts ? parts[2] : "";

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public IEnumerable<string> Types() => Syntax.DescendantNodes(n => n is not BlockSyntax).OfType<BaseTypeDeclarationSyntax>().Select(t => t.Identifier.Text);

    public IEnumerable<(string Name, int Lines)> Methods() =>
        Syntax.DescendantNodes().OfType<BaseMethodDeclarationSyntax>().Select(m => (NameOf(m), LinesOf(m)));

    public IEnumerable<InvocationExpressionSyntax> Calls() => Syntax.DescendantNodes().OfType<InvocationExpressionSyntax>();

    private static string NameOf(BaseMethodDeclarationSyntax method) => method switch
    {
        MethodDeclarationSyntax m => m.Identifier.Text,
        ConstructorDeclarationSyntax c => c.Identifier.Text,
        _ => "operator",
    };

    // Without the comment above it: a long explanation is no long method.
    private static int LinesOf(SyntaxNode node)
    {
        var span = node.SyntaxTree.GetLineSpan(node.Span);
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static SourceFile Read(string path)
    {
        var text = Repository.Read(path);
        return new SourceFile(path, text.Count(c => c == '\n'), CSharpSyntaxTree.ParseText(text).GetCompilationUnitRoot());
    }
}
