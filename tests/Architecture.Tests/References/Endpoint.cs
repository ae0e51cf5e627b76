using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Weft.Architecture.Tests.References;

/// <summary>An endpoint as it is written in Api.</summary>
internal sealed record Endpoint(string Verb, string Route, string? Needs, string? Body, string Summary, MethodDeclarationSyntax Method)
{
    private const string Marker = "Wolverine";

    public static IReadOnlyList<Endpoint> All { get; } =
        [.. SourceFile.All.Where(f => f.Project == "src/Api")
            .SelectMany(f => f.Syntax.DescendantNodes().OfType<MethodDeclarationSyntax>())
            .SelectMany(Of)
            .OrderBy(e => e.Route, StringComparer.Ordinal).ThenBy(e => e.Verb, StringComparer.Ordinal)];

    private static IEnumerable<Endpoint> Of(MethodDeclarationSyntax method)
    {
        var attributes = method.AttributeLists.SelectMany(l => l.Attributes).ToList();
        var needs = attributes.FirstOrDefault(a => a.Name.ToString() == "Needs")?.ArgumentList!.Arguments[0].ToString().Split('.')[^1];
        var body = method.ParameterList.Parameters.FirstOrDefault(p => p.Identifier.Text == "body")?.Type?.ToString();
        return attributes
            .Where(a => a.Name.ToString() is { } name && name.StartsWith(Marker, StringComparison.Ordinal) && name is "WolverineGet" or "WolverinePost" or "WolverinePut" or "WolverineDelete")
            .Select(a => new Endpoint(
                a.Name.ToString()[Marker.Length..].ToUpperInvariant(),
                ((LiteralExpressionSyntax)a.ArgumentList!.Arguments[0].Expression).Token.ValueText,
                needs, body, Comments.Summary(method), method));
    }
}
