using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Weft.Api.Coordination;

namespace Weft.Architecture.Tests.References;

/// <summary>Every refusal: its code, the HTTP status that the API gives it, and its sentence.</summary>
internal static partial class RejectionsPage
{
    private static readonly string[] Layers = ["src/Api", "src/Application", "src/Domain"];

    public static string Write()
    {
        var files = SourceFile.All.Where(f => Layers.Contains(f.Project)).ToList();
        var constants = files.SelectMany(Constants).ToLookup(c => c.Name, c => c.Code);
        var said = files.SelectMany(f => Sentences(f, constants)).ToLookup(s => s.Code, s => s.Sentence);
        var codes = files.SelectMany(Literals).Concat(said.Select(s => s.Key)).Distinct().Order(StringComparer.Ordinal);
        return new Page(
                "Rejections",
                "A refusal is a problem (RFC 9457) of type `urn:weft:problem:<code>`. Codes are stable; `…` stands for what the sentence fills in. The facts\n"
                + "(who holds what, which field) are members of the problem.")
            .Table(["code", "status", "what it says"], codes.Select(c => new[]
            {
                $"`{c}`",
                Problems.StatusOf(c).ToString(System.Globalization.CultureInfo.InvariantCulture),
                string.Join(" / ", said[c].Where(s => s.Length > 0).Distinct().Order(StringComparer.Ordinal)),
            }))
            .ToString();
    }

    private static IEnumerable<(string Name, string Code)> Constants(SourceFile file) =>
        from field in file.Syntax.DescendantNodes().OfType<FieldDeclarationSyntax>()
        where field.Modifiers.Any(SyntaxKind.ConstKeyword)
        from variable in field.Declaration.Variables
        where variable.Initializer?.Value is LiteralExpressionSyntax { Token.Value: string code } && Code().IsMatch(code)
        let type = field.Ancestors().OfType<TypeDeclarationSyntax>().First().Identifier.Text
        select ($"{type}.{variable.Identifier.Text}", ((LiteralExpressionSyntax)variable.Initializer!.Value).Token.ValueText);

    private static IEnumerable<string> Literals(SourceFile file) =>
        file.Syntax.DescendantNodes().OfType<LiteralExpressionSyntax>().Select(l => l.Token.Value as string).OfType<string>().Where(t => Code().IsMatch(t));

    // A code and the sentence that follows it, in whatever call: Because, Reject, Refuse, a new issue.
    private static IEnumerable<(string Code, string Sentence)> Sentences(SourceFile file, ILookup<string, string> constants)
    {
        foreach (var list in file.Syntax.DescendantNodes().OfType<ArgumentListSyntax>())
        {
            for (var i = 0; i + 1 < list.Arguments.Count; i++)
            {
                if (CodeOf(list.Arguments[i].Expression, constants) is { } code)
                {
                    foreach (var sentence in Texts(list.Arguments[i + 1].Expression))
                    {
                        yield return (code, sentence);
                    }
                }
            }
        }
    }

    private static string? CodeOf(ExpressionSyntax expression, ILookup<string, string> constants) => expression switch
    {
        LiteralExpressionSyntax { Token.Value: string text } when Code().IsMatch(text) => text,
        MemberAccessExpressionSyntax member => constants[$"{member.Expression.ToString().Split('.')[^1]}.{member.Name}"].FirstOrDefault(),
        IdentifierNameSyntax name => name.Ancestors().OfType<TypeDeclarationSyntax>().Select(t => constants[$"{t.Identifier.Text}.{name}"].FirstOrDefault()).FirstOrDefault(c => c is not null),
        _ => null,
    };

    private static IEnumerable<string> Texts(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax { Token.Value: string text } => [text],
        InterpolatedStringExpressionSyntax text => [string.Concat(text.Contents.Select(c => c is InterpolatedStringTextSyntax plain ? plain.TextToken.ValueText : "…"))],
        ConditionalExpressionSyntax either => Texts(either.WhenTrue).Concat(Texts(either.WhenFalse)),
        BinaryExpressionSyntax joined when joined.IsKind(SyntaxKind.AddExpression) =>
            Texts(joined.Left).DefaultIfEmpty("…").SelectMany(l => Texts(joined.Right).DefaultIfEmpty("…").Select(r => l + r)),
        InvocationExpressionSyntax { ArgumentList.Arguments: [var only] } => Texts(only.Expression),
        ParenthesizedExpressionSyntax inner => Texts(inner.Expression),
        _ => [],
    };

    // Capabilities of refusals; "file.txt" in a literal is none.
    [GeneratedRegex(@"^(access|agent|artifact|balancing|blob|board|body|capacity|causality|checkpoint|conflict|distribution|domain|event|gate|idempotency|key|lease|page|plan|policy|position|query|read-model|report|request|resource|server|slice|store|stream|submission|task|template|throughput|training|wait|workflow|workspace|audit|artifact|history|metrics)\.[a-z]+(-[a-z]+)*$")]
    private static partial Regex Code();
}
