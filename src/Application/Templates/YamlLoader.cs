using System.Collections.Immutable;
using System.Globalization;
using Weft.Domain;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Weft.Application.Templates;

/// <summary>Reads the plain part of YAML. Anchors, aliases and tags are refused, so nothing expands; depth and size are bounded.</summary>
internal sealed class YamlLoader
{
    private const int MaxDepth = 16;
    private const int MaxItems = 1_000_000;

    private readonly Parser _parser;
    private int _items;

    private YamlLoader(string text) => _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));

    /// <summary>The document; null, with an issue, when there is none.</summary>
    public static YamlItem? Load(string text, Issues issues)
    {
        try
        {
            return new YamlLoader(text).Document();
        }
        catch (YamlRefusal refusal)
        {
            issues.Add(refusal.Issue);
        }
        catch (YamlException problem)
        {
            issues.Add(YamlRefusal.Because(problem, text));
        }

        return null;
    }

    private YamlItem Document()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out var end))
        {
            throw end.Refuse(TemplateIssueCodes.BadYaml, "the text is empty", "");
        }

        _parser.Consume<DocumentStart>();
        var item = Item("", 0);
        _parser.Consume<DocumentEnd>();
        return _parser.Accept<DocumentStart>(out var second)
            ? throw second.Refuse(TemplateIssueCodes.BadYaml, "more than one YAML document", "")
            : item;
    }

    private YamlItem Item(string path, int depth)
    {
        var at = _parser.Current ?? throw new YamlException("the text ends too early");
        if (++_items > MaxItems || depth > MaxDepth)
        {
            throw at.Refuse(TemplateIssueCodes.TooLarge, depth > MaxDepth ? "nested too deep" : "too many items", path);
        }

        if (at is AnchorAlias || at is NodeEvent { Anchor.IsEmpty: false } || at is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } })
        {
            throw at.Refuse(TemplateIssueCodes.BadYaml, "anchors, aliases and tags are not supported", path);
        }

        return at switch
        {
            Scalar => Text(path),
            SequenceStart => List(path, depth),
            MappingStart => Map(path, depth),
            _ => throw at.Refuse(TemplateIssueCodes.BadYaml, "not understood", path),
        };
    }

    private YamlText Text(string path)
    {
        var scalar = _parser.Consume<Scalar>();
        if (!StorableText.Is(scalar.Value))
        {
            // YAML says such a character by an escape, which no check of the text before has seen.
            throw scalar.Refuse(TemplateIssueCodes.BadYaml, "a text has no NUL and no halves of characters", path);
        }

        return new YamlText(path, scalar.Line(), scalar.Column(), scalar.Value, scalar.Style == ScalarStyle.Plain);
    }

    private YamlList List(string path, int depth)
    {
        var start = _parser.Consume<SequenceStart>();
        var items = ImmutableArray.CreateBuilder<YamlItem>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Item(string.Create(CultureInfo.InvariantCulture, $"{path}[{items.Count}]"), depth + 1));
        }

        return new YamlList(path, start.Line(), start.Column(), items.ToImmutable());
    }

    private YamlMap Map(string path, int depth)
    {
        var start = _parser.Consume<MappingStart>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var entries = ImmutableArray.CreateBuilder<YamlEntry>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = Item(path, depth + 1) as YamlText ?? throw start.Refuse(TemplateIssueCodes.BadYaml, "a key must be a plain text", path);
            var inner = path.Length == 0 ? key.Value : $"{path}.{key.Value}";
            if (!names.Add(key.Value))
            {
                throw new YamlRefusal(new TemplateIssue(TemplateIssueCodes.DuplicateName, $"the key '{key.Value}' stands here twice", key.Line, key.Column, inner));
            }

            entries.Add(new YamlEntry(key with { Path = inner }, Item(inner, depth + 1)));
        }

        return new YamlMap(path, start.Line(), start.Column(), entries.ToImmutable());
    }
}
