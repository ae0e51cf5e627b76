namespace Weft.Domain.Catalogue;

public static class Publish
{
    /// <summary>Longer texts are kept under their hash: no event exceeds 64 KB.</summary>
    public const int LongestInEvent = 48 * 1024;

    public const int MaxVersions = 1_000;

    /// <summary>The text of the newest version again changes nothing.</summary>
    public static Decision<ITemplateEvent> Decide(Template? state, string name, string text, string hash, long sizeBytes, string? description, bool builtIn)
    {
        if (state is not null && state.Newest.Hash == hash)
        {
            return Decision<ITemplateEvent>.Nothing;
        }

        var version = (state?.Versions.Length ?? 0) + 1;
        return version > MaxVersions
            ? Rejection.Because("template.too-many-versions", $"Template '{name}' has {MaxVersions} versions already: publish under another name.", ("template", name))
            : Decision<ITemplateEvent>.Accept(new TemplatePublished(name, version, hash, sizeBytes, sizeBytes > LongestInEvent ? null : text, description, builtIn));
    }

    /// <summary>A run is made from a template that came with the product: it gets a version here, unless this text has one.</summary>
    public static Decision<ITemplateEvent> Adopt(Template? state, string name, string text, string hash, long sizeBytes, string? description) =>
        state is not null && state.Versions.Any(v => v.Hash == hash)
            ? Decision<ITemplateEvent>.Nothing
            : Decide(state, name, text, hash, sizeBytes, description, builtIn: true);

    public static Rejection Unknown(string name) =>
        Rejection.Because("template.unknown", $"There is no template '{name}' in this workspace.", ("template", name));

    public static Rejection VersionUnknown(string name, int version) =>
        Rejection.Because("template.version-unknown", FormattableString.Invariant($"Template '{name}' has no version {version}."), ("template", name));
}
