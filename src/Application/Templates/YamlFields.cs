using System.Collections.Immutable;

namespace Weft.Application.Templates;

/// <summary>Takes the fields of one mapping, notes what is missing, and in the end what nobody asked for.</summary>
internal sealed class YamlFields
{
    private const int LongestText = 4_000;

    private readonly Issues _issues;
    private readonly Dictionary<string, YamlEntry> _left;

    public YamlFields(YamlItem at, Issues issues)
    {
        (At, _issues) = (at, issues);
        _left = at is YamlMap map ? map.Entries.ToDictionary(e => e.Key.Value, StringComparer.Ordinal) : [];
        if (at is not YamlMap)
        {
            issues.Add(TemplateIssueCodes.BadValue, "a mapping is expected here", at);
        }
    }

    public YamlItem At { get; }

    /// <summary>The field; null when it is not there or empty.</summary>
    public YamlItem? Take(string name) =>
        _left.Remove(name, out var entry) && entry.Value is not YamlText { IsNothing: true } ? entry.Value : null;

    public YamlItem? Require(string name)
    {
        var item = Take(name);
        if (item is null && At is YamlMap)
        {
            _issues.Add(TemplateIssueCodes.MissingField, $"'{name}' is missing", At);
        }

        return item;
    }

    public string? Text(string name) => Take(name) is { } item ? YamlValues.Text(item, _issues, LongestText) : null;

    public string RequiredText(string name) => Require(name) is { } item ? YamlValues.Text(item, _issues, LongestText) : "";

    public string Name() => Require("name") is { } item ? YamlValues.Name(item, _issues) : "";

    public ImmutableArray<string> Names(string field) => Each(field, item => YamlValues.Name(item, _issues));

    public ImmutableArray<string> Texts(string field) => Each(field, item => YamlValues.Text(item, _issues, LongestText));

    public ImmutableArray<T> Each<T>(string field, Func<YamlItem, T> read)
    {
        switch (Take(field))
        {
            case null:
                return [];
            case YamlList list:
                return [.. list.Items.Select(read)];
            case var other:
                _issues.Add(TemplateIssueCodes.BadValue, $"'{field}' must be a list", other);
                return [];
        }
    }

    public int Integer(string name, int otherwise, int least, int most) =>
        Take(name) is { } item ? (int)YamlValues.Number(item, _issues, otherwise, least, most, whole: true) : otherwise;

    public int RequiredInteger(string name, int least, int most) =>
        Require(name) is { } item ? (int)YamlValues.Number(item, _issues, least, least, most, whole: true) : least;

    public double Number(string name, double otherwise, double least, double most) =>
        Take(name) is { } item ? YamlValues.Number(item, _issues, otherwise, least, most, whole: false) : otherwise;

    public T Choice<T>(string name, T otherwise)
        where T : struct, Enum => Take(name) is { } item ? YamlValues.Choice(item, _issues, otherwise) : otherwise;

    public T RequiredChoice<T>(string name)
        where T : struct, Enum => Require(name) is { } item ? YamlValues.Choice(item, _issues, default(T)) : default;

    /// <summary>To be called last: a field that nobody asked for is a slip of the pen, not something to pass over.</summary>
    public void RefuseOthers()
    {
        foreach (var entry in _left.Values)
        {
            _issues.Add(TemplateIssueCodes.UnknownField, $"'{entry.Key.Value}' is not a field here", entry.Key);
        }
    }
}
