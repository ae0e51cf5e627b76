using System.Collections.Immutable;
using Weft.Domain.Causality;

namespace Weft.Domain.Catalogue;

public interface ITemplateEvent;

/// <summary>A new version of a template. Versions stay; runs name the one they were made from.</summary>
/// <param name="Hash">SHA-256 of the text, lower-case hex</param>
/// <param name="Text">null for a long text, which is kept under its hash instead</param>
/// <param name="BuiltIn">it came with the product and got its version here when a run first used it</param>
public sealed record TemplatePublished(string Name, int Version, string Hash, long SizeBytes, string? Text, string? Description, bool BuiltIn) : ITemplateEvent;

public sealed record TemplateVersion(int Version, string Hash, long SizeBytes, string? Text, string? Description, bool BuiltIn);

public sealed record Template(string Name, ImmutableArray<TemplateVersion> Versions, long StreamVersion)
{
    public TemplateVersion Newest => Versions[^1];

    public TemplateVersion? Find(int version) => version >= 1 && version <= Versions.Length ? Versions[version - 1] : null;

    public static Template Evolve(Template? state, ITemplateEvent happened, Stamp stamp) => happened switch
    {
        TemplatePublished e => new(e.Name, (state?.Versions ?? []).Add(new(e.Version, e.Hash, e.SizeBytes, e.Text, e.Description, e.BuiltIn)), stamp.Version),
        _ => throw new InvalidOperationException($"No fold for {happened.GetType().Name}"),
    };
}
