using System.Collections.Immutable;

namespace Weft.Application.Templates;

/// <summary>A piece of YAML that knows where it stands.</summary>
internal abstract record YamlItem(string Path, int Line, int Column);

/// <param name="Plain">written without quotes, so that null and ~ mean nothing at all</param>
internal sealed record YamlText(string Path, int Line, int Column, string Value, bool Plain) : YamlItem(Path, Line, Column)
{
    public bool IsNothing => Plain && Value is "" or "~" or "null";
}

internal sealed record YamlList(string Path, int Line, int Column, ImmutableArray<YamlItem> Items) : YamlItem(Path, Line, Column);

internal sealed record YamlMap(string Path, int Line, int Column, ImmutableArray<YamlEntry> Entries) : YamlItem(Path, Line, Column);

internal sealed record YamlEntry(YamlText Key, YamlItem Value);
