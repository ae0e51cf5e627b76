using Microsoft.CodeAnalysis.CSharp.Syntax;
using Weft.Application.EventStore;

namespace Weft.Architecture.Tests.References;

/// <summary>Stored name, stream, fields and meaning of every event.</summary>
internal static class EventsPage
{
    public static string Write()
    {
        var declared = SourceFile.All.Where(f => f.Project == "src/Domain")
            .SelectMany(f => f.Syntax.DescendantNodes().OfType<RecordDeclarationSyntax>())
            .ToLookup(r => r.Identifier.Text);
        var page = new Page(
            "Events",
            "Every fact that Weft stores, by kind of stream. The name is what stands in the store and in the history of the API; it never changes.\n"
            + "Beside its fields an event carries its time, stream and version, global position, correlation, causation, actor, dot and policy version.");
        foreach (var kind in Streams.All)
        {
            page.Heading($"{kind.Prefix}: streams {(kind.Key("x") == kind.Prefix ? kind.Prefix : $"`{kind.Prefix}` or `{kind.Prefix}-<id>`")}");
            page.Table(["name", "record", "fields", "meaning"], EventNames.All
                .Where(e => kind.GetType().GenericTypeArguments[1].IsAssignableFrom(e.Key))
                .OrderBy(e => e.Value, StringComparer.Ordinal)
                .Select(e => Row(e.Value, declared[e.Key.Name].First())));
        }

        return page.ToString();
    }

    private static string[] Row(string name, RecordDeclarationSyntax record) =>
    [
        $"`{name}`",
        record.Identifier.Text,
        string.Join(", ", Fields(record).Select(f => $"{char.ToLowerInvariant(f.Name[0])}{f.Name[1..]}: `{f.Type}`")),
        Comments.Summary(record),
    ];

    // Those that came later are no parameters: an event stored before them does not hold them.
    private static IEnumerable<(string Name, TypeSyntax? Type)> Fields(RecordDeclarationSyntax record) =>
        [
            .. record.ParameterList?.Parameters.Select(p => (p.Identifier.Text, p.Type)) ?? [],
            .. record.Members.OfType<PropertyDeclarationSyntax>().Where(p => p.AccessorList is not null).Select(p => (p.Identifier.Text, (TypeSyntax?)p.Type)),
        ];
}
