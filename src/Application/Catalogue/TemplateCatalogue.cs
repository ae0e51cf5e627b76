using System.Text;
using Weft.Application.Artifacts;
using Weft.Application.EventStore;
using Weft.Application.Templates;
using Weft.Domain;
using Weft.Domain.Catalogue;

namespace Weft.Application.Catalogue;

/// <param name="Version">null: a template of the product that has no version in this workspace yet</param>
public sealed record FoundTemplate(TemplateText Template, int? Version);

/// <summary>Finds the text of a template: a version published in the workspace, or one that came with the product.</summary>
public sealed class TemplateCatalogue(IStreamReader reader, Blobs blobs) : IDisposable
{
    private static readonly Dictionary<string, TemplateText> Shipped = BuiltInTemplates.All.ToDictionary(
        t => t.Key, t => TemplateText.Of(t.Key, t.Value, TemplateReader.Check(t.Value).Header?.Description), StringComparer.Ordinal);

    private readonly TemplateReadings _readings = new();

    public static IReadOnlyCollection<TemplateText> BuiltIn => Shipped.Values;

    /// <summary>The definition that a template gives with these parameters, or why it gives none.</summary>
    public TemplateReading Read(TemplateText template, IReadOnlyDictionary<string, string> parameters) => _readings.Read(template.Hash, template.Text, parameters);

    public void Dispose() => _readings.Dispose();

    /// <summary>Without a version: the newest that somebody published, else the product's own.</summary>
    public async Task<(FoundTemplate? Found, Rejection? Rejection)> FindAsync(string workspace, string name, int? version, CancellationToken cancellation)
    {
        var state = (Template?)(await reader.LoadAsync(workspace, Streams.Template, Streams.Template.Key(name), cancellation)).State;
        var shipped = Shipped.GetValueOrDefault(name);
        if (version is null && shipped is not null && state is not { Newest.BuiltIn: false })
        {
            return (new FoundTemplate(shipped, state?.Versions.FirstOrDefault(v => v.Hash == shipped.Hash)?.Version), null);
        }

        if (state is null)
        {
            return (null, shipped is null ? Publish.Unknown(name) : Publish.VersionUnknown(name, version!.Value));
        }

        var found = version is { } wanted ? state.Find(wanted) : state.Newest;
        if (found is null)
        {
            return (null, Publish.VersionUnknown(name, version!.Value));
        }

        var text = found.Text ?? Encoding.UTF8.GetString(await blobs.ReadAsync(workspace, found.Hash, cancellation)
            ?? throw new InvalidOperationException($"The text of template '{name}' version {found.Version} is missing from the store."));
        return (new FoundTemplate(new TemplateText(name, text, found.Hash, found.SizeBytes, found.Description), found.Version), null);
    }

    /// <summary>Long texts are put where their hash finds them, before the event that names the hash.</summary>
    public Task KeepAsync(string workspace, TemplateText template, CancellationToken cancellation) => template.SizeBytes > Publish.LongestInEvent
        ? blobs.WriteAsync(workspace, template.Hash, Encoding.UTF8.GetBytes(template.Text), cancellation)
        : Task.CompletedTask;
}
