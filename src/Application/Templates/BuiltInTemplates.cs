using System.Collections.Immutable;

namespace Weft.Application.Templates;

/// <summary>The two workflows of the specification, shipped with the product.</summary>
public static class BuiltInTemplates
{
    private const string Prefix = "templates/";

    /// <summary>Their texts by name.</summary>
    public static ImmutableSortedDictionary<string, string> All { get; } = typeof(BuiltInTemplates).Assembly
        .GetManifestResourceNames()
        .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
        .ToImmutableSortedDictionary(n => Path.GetFileNameWithoutExtension(n), Read, StringComparer.Ordinal);

    private static string Read(string resource)
    {
        using var stream = typeof(BuiltInTemplates).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
