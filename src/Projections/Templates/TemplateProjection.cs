using JasperFx.Events;
using Marten;
using Weft.Domain.Catalogue;

namespace Weft.Projections.Templates;

/// <summary>Templates that have a version in the workspace.</summary>
public sealed class TemplateProjection : RowProjection
{
    public const string TemplatesName = "templates";

    public TemplateProjection()
        : base(TemplatesName, version: 1, typeof(TemplateRow)) => IncludeType<TemplatePublished>();

    public override async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var rows = new Rows<TemplateRow>(operations, cancellation);
        var mine = events.Where(e => e.Data is TemplatePublished).ToArray();
        await rows.LoadAsync(mine.Select(e => Moment.Of(e, Streams.Template).Stream)).ConfigureAwait(false);
        foreach (var happened in mine)
        {
            var at = Moment.Of(happened, Streams.Template);
            var published = (TemplatePublished)happened.Data;
            if ((await rows.FindAsync(at.Stream).ConfigureAwait(false) is not { } row) || row.Version < published.Version)
            {
                rows.Put(new TemplateRow
                {
                    Id = at.Stream,
                    Description = published.Description,
                    Version = published.Version,
                    BuiltIn = published.BuiltIn,
                    At = at.At,
                    Position = at.Position,
                });
            }
        }

        rows.Save();
    }
}
