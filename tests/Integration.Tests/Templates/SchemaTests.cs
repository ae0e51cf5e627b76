using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Weft.Application.Templates;
using Xunit;

namespace Weft.Integration.Tests.Templates;

/// <summary>The published schema and the reader must not drift apart.</summary>
[Trait("Capability", "W1")]
public sealed class SchemaTests
{
    private static readonly JsonElement Schema = Load();

    [Theory]
    [InlineData("continuous_integration_deployment")]
    [InlineData("full_stack_feature_development")]
    public void a_built_in_template_follows_the_schema(string name)
    {
        var text = Sample.Read(BuiltInTemplates.All[name]).Text.ShouldNotBeNull();
        Faults(YamlLoader.Load(text, new Issues()).ShouldNotBeNull(), Schema).ShouldBeEmpty();
    }

    /// <summary>Every field that the schema knows is written once; the reader must know each of them, and no other.</summary>
    [Fact]
    public void the_reader_knows_the_fields_of_the_schema()
    {
        var issues = Sample.Read(Complete()).Issues;
        issues.ShouldBeEmpty();
        var document = YamlLoader.Load(Sample.Read(Complete()).Text!, new Issues()).ShouldNotBeNull();
        Faults(document, Schema).ShouldBeEmpty();
        foreach (var mapping in Schema.GetProperty("$defs").EnumerateObject().Where(d => IsMapping(d.Value)).Select(d => d.Name).Prepend(""))
        {
            Written(document, mapping).ShouldBe(Fields(mapping), ignoreOrder: true, $"the sample shows every field of '{mapping}'");
        }
    }

    [Theory]
    [InlineData("command: make all", "command: make all\n    speed: 1")]
    [InlineData("mode: sequential", "mode: sideways")]
    [InlineData("priority: 7", "priority: 1000")]
    [InlineData("weight: 5", "weight: 0")]
    [InlineData("backend: 0.5", "backend: 1.5")]
    [InlineData("  - name: done", "  - title: done")]
    public void what_the_reader_refuses_the_schema_refuses(string right, string wrong)
    {
        var reading = Sample.Read(Complete().Replace(right, wrong, StringComparison.Ordinal));
        reading.IsValid.ShouldBeFalse();
        Faults(YamlLoader.Load(reading.Text!, new Issues())!, Schema).ShouldNotBeEmpty();
    }

    [Fact]
    public void the_example_of_the_reference_page_is_a_valid_template()
    {
        var page = File.ReadAllText(Path.Combine(Checkout.Root, "docs/reference/templates.md"));
        var example = page.Split("```yaml\n")[1].Split("```")[0];
        Sample.Read(example).Issues.ShouldBeEmpty();
    }

    private static string Complete() => File.ReadAllText(Path.Combine(Checkout.Root, "tests/Integration.Tests/Templates/every-field.yaml"));

    private static IEnumerable<string> Fields(string mapping) =>
        (mapping.Length == 0 ? Schema : Schema.GetProperty("$defs").GetProperty(mapping)).GetProperty("properties").EnumerateObject().Select(p => p.Name);

    /// <summary>The keys written in any mapping of that kind.</summary>
    private static HashSet<string> Written(YamlItem document, string mapping)
    {
        var found = new HashSet<string>();
        Visit(document, Schema, mapping.Length == 0 ? "" : $"#/$defs/{mapping}", "", found);
        return found;
    }

    private static void Visit(YamlItem item, JsonElement schema, string wanted, string reference, HashSet<string> found)
    {
        var (rule, name) = Resolve(schema, reference);
        if (item is YamlMap map)
        {
            found.UnionWith(name == wanted ? map.Entries.Select(e => e.Key.Value) : []);
            foreach (var entry in map.Entries)
            {
                Visit(entry.Value, Property(rule, entry.Key.Value) ?? default, wanted, "-", found);
            }
        }

        foreach (var inner in item is YamlList list && rule.TryGetProperty("items", out _) ? list.Items : [])
        {
            Visit(inner, rule.GetProperty("items"), wanted, "-", found);
        }
    }

    private static (JsonElement Rule, string Name) Resolve(JsonElement schema, string name) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$ref", out var target)
            ? (Schema.GetProperty("$defs").GetProperty(target.GetString()!["#/$defs/".Length..]), target.GetString()!)
            : (schema, name);

    private static JsonElement? Property(JsonElement rule, string name) =>
        rule.ValueKind == JsonValueKind.Object && rule.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out var own) ? own
        : rule.ValueKind == JsonValueKind.Object && rule.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.Object ? others
        : null;

    /// <summary>As much of JSON Schema as this schema uses.</summary>
    private static IEnumerable<string> Faults(YamlItem item, JsonElement schema)
    {
        var (rule, _) = Resolve(schema, "");
        if (rule.TryGetProperty("oneOf", out var choices))
        {
            return choices.EnumerateArray().Any(c => !Faults(item, c).Any()) ? [] : [$"{item.Path}: none of the forms"];
        }

        return item switch
        {
            YamlMap map => MapFaults(map, rule),
            YamlList list => Is(rule, "array") ? list.Items.SelectMany(i => Faults(i, rule.GetProperty("items"))) : [$"{item.Path}: a list"],
            _ => ScalarFaults((YamlText)item, rule),
        };
    }

    private static IEnumerable<string> MapFaults(YamlMap map, JsonElement rule)
    {
        var names = map.Entries.Select(e => e.Key.Value).ToHashSet();
        var missing = rule.TryGetProperty("required", out var required) ? required.EnumerateArray().Select(r => r.GetString()!).Where(r => !names.Contains(r)) : [];
        return (Is(rule, "object") ? [] : new[] { $"{map.Path}: a mapping" })
            .Concat(missing.Select(m => $"{map.Path}: {m} is missing"))
            .Concat(map.Entries.SelectMany(e => Property(rule, e.Key.Value) is { } own ? Faults(e.Value, own) : [$"{e.Key.Path}: unknown"]));
    }

    private static IEnumerable<string> ScalarFaults(YamlText text, JsonElement rule)
    {
        var isNumber = double.TryParse(text.Value, CultureInfo.InvariantCulture, out var number);
        var allowed = rule.TryGetProperty("enum", out var values) ? values.EnumerateArray().Any(v => v.GetString() == text.Value) : Is(rule, "string") || (isNumber && (Is(rule, "integer") || Is(rule, "number"))) || Is(rule, "boolean");
        var fits = !isNumber || ((!rule.TryGetProperty("minimum", out var least) || number >= least.GetDouble()) && (!rule.TryGetProperty("maximum", out var most) || number <= most.GetDouble()));
        var matches = !rule.TryGetProperty("pattern", out var pattern) || Regex.IsMatch(text.Value, pattern.GetString()!);
        return allowed && fits && matches ? [] : [$"{text.Path}: '{text.Value}'"];
    }

    private static bool Is(JsonElement rule, string type) => rule.TryGetProperty("type", out var types)
        && (types.ValueKind == JsonValueKind.Array ? types.EnumerateArray().Any(t => t.GetString() == type) : types.GetString() == type);

    private static bool IsMapping(JsonElement rule) => rule.TryGetProperty("properties", out _);

    private static JsonElement Load() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Checkout.Root, "docs/reference/workflow-template.schema.json"))).RootElement;
}
