using Microsoft.CodeAnalysis.CSharp.Syntax;
using Weft.Application.Coordination;
using Weft.Application.EventStore;

namespace Weft.Architecture.Tests.References;

/// <summary>From a command to the endpoint that sends it, the decisions it asks for, the events they may write, and the tests that name one of them.</summary>
internal static class SlicesPage
{
    private static readonly HashSet<string> Events = [.. EventNames.All.Keys.Select(t => t.Name)];

    private static readonly ILookup<string, MethodDeclarationSyntax> Domain = SourceFile.All.Where(f => f.Project == "src/Domain")
        .SelectMany(f => f.Syntax.DescendantNodes().OfType<MethodDeclarationSyntax>())
        .ToLookup(m => $"{TypeOf(m)}.{m.Identifier.Text}");

    public static string Write() =>
        new Page(
                "Slices",
                "One row a command. Decisions are the functions of Domain that it calls; events are those that these functions write themselves (what follows from them,\n"
                + "such as releasing the next tasks, is written by `Advance`). Tests are the files that send the command or call a decision.")
            .Table(["command", "endpoint", "decision", "events", "tests"], Commands().Select(c => Row(c.Name, c.Syntax)))
            .ToString();

    private static IEnumerable<(string Name, RecordDeclarationSyntax Syntax)> Commands()
    {
        var names = typeof(ICommand).Assembly.GetTypes().Where(t => t is { IsAbstract: false, IsInterface: false } && typeof(ICommand).IsAssignableFrom(t)).Select(t => t.Name).ToHashSet();
        return SourceFile.All.Where(f => f.Project == "src/Application")
            .SelectMany(f => f.Syntax.DescendantNodes().OfType<RecordDeclarationSyntax>())
            .Where(r => names.Contains(r.Identifier.Text))
            .Select(r => (r.Identifier.Text, r))
            .OrderBy(r => r.Text, StringComparer.Ordinal);
    }

    private static string[] Row(string command, RecordDeclarationSyntax syntax)
    {
        var decisions = Calls(syntax).Where(c => c != "Rejection.Because" && Domain.Contains(c)).Distinct().Order(StringComparer.Ordinal).ToList();
        var decided = decisions.Where(d => Domain[d].Any(m => m.ReturnType.ToString().Contains("Decision", StringComparison.Ordinal) || m.ReturnType.ToString().Contains("Rejection", StringComparison.Ordinal))).ToList();
        return
        [
            $"`{command}`",
            string.Join(", ", Endpoint.All.Where(e => Creates(e.Method.Parent!, command)).Select(e => $"{e.Verb} `{e.Route.Replace("/v1/workspaces/{workspace}/", "W/", StringComparison.Ordinal)}`")),
            string.Join(", ", decided.Select(d => $"`{d}`")),
            string.Join(", ", decided.SelectMany(WrittenBy).Distinct().Order(StringComparer.Ordinal)),
            string.Join(", ", Tests(command, decided)),
        ];
    }

    private static IEnumerable<string> Calls(Microsoft.CodeAnalysis.SyntaxNode node) =>
        node.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Where(m => m.Expression is IdentifierNameSyntax).Select(m => m.ToString());

    private static bool Creates(Microsoft.CodeAnalysis.SyntaxNode node, string type) =>
        node.DescendantNodes().OfType<ObjectCreationExpressionSyntax>().Any(o => NameOf(o.Type) == type);

    // Where the endpoint bears the command's name too, it writes Application.Agents.OpenBreaker.
    private static string NameOf(TypeSyntax type) => type is QualifiedNameSyntax qualified ? qualified.Right.ToString() : type.ToString();

    /// <summary>Events made in a decision and in the functions of the same type that it calls.</summary>
    private static HashSet<string> WrittenBy(string decision)
    {
        var (seen, open, found) = (new HashSet<string>(), new Queue<string>([decision]), new HashSet<string>());
        while (open.TryDequeue(out var name))
        {
            foreach (var method in seen.Add(name) ? Domain[name] : [])
            {
                found.UnionWith(method.DescendantNodes().OfType<ObjectCreationExpressionSyntax>().Select(o => o.Type.ToString()).Where(Events.Contains));
                foreach (var call in method.DescendantNodes().OfType<InvocationExpressionSyntax>().Select(i => i.Expression).OfType<IdentifierNameSyntax>())
                {
                    open.Enqueue($"{TypeOf(method)}.{call}");
                }
            }
        }

        return found;
    }

    private static IEnumerable<string> Tests(string command, IReadOnlyList<string> decisions) =>
        SourceFile.All.Where(f => f.Path.StartsWith("tests/", StringComparison.Ordinal) && f.Path.Contains(".Tests/", StringComparison.Ordinal) && !f.Path.Contains("Architecture.Tests", StringComparison.Ordinal))
            .Where(f => Creates(f.Syntax, command) || Calls(f.Syntax).Any(decisions.Contains))
            .Select(f => f.Name).Distinct().Order(StringComparer.Ordinal);

    private static string TypeOf(Microsoft.CodeAnalysis.SyntaxNode node) => node.Ancestors().OfType<TypeDeclarationSyntax>().First().Identifier.Text;
}
