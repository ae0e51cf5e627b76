using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Shouldly;

namespace Weft.Projections.Tests;

/// <summary>A row that gets a field has it only where events still come. So the shape of all rows of a read model stands in shapes.txt, beside
/// the version under which it was made: who changes it raises the version, and an upgraded database gets its rows anew.</summary>
[Trait("Capability", "B2")]
public sealed class RowShapeTests
{
    [Fact]
    public void the_rows_of_a_read_model_have_the_shape_that_its_version_was_made_with()
    {
        var stored = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "shapes.txt")).Where(l => l.Length > 0 && l[0] != '#');
        WeftProjections.All().Select(p => $"{p.Name} {p.Version} {ShapeOf(p)}").Order(StringComparer.Ordinal)
            .ShouldBe(stored, "raise the version of the read model (base(…, version: …)), unless what is new comes from new events alone, and write its line in tests/Projections.Tests/shapes.txt anew");
    }

    private static string ShapeOf(RowProjection readModel)
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var row in readModel.PublishedTypes())
        {
            Describe(row, lines);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))))[..12];
    }

    /// <summary>What of a type is stored, and of the types of its fields.</summary>
    private static void Describe(Type type, SortedSet<string> lines)
    {
        foreach (var part in type.IsGenericType ? type.GetGenericArguments() : type.IsArray ? [type.GetElementType()!] : Type.EmptyTypes)
        {
            Describe(part, lines);
        }

        if (type.Namespace?.StartsWith("Weft.", StringComparison.Ordinal) != true || lines.Any(l => l.StartsWith($"{type.FullName}:", StringComparison.Ordinal)))
        {
            return;
        }

        var fields = type.IsEnum ? [] : type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0)
            .Where(p => p.SetMethod is not null).OrderBy(p => p.Name, StringComparer.Ordinal).ToImmutableArray();
        lines.Add($"{type.FullName}: {string.Join(", ", type.IsEnum ? Enum.GetNames(type) : fields.Select(p => $"{p.PropertyType} {p.Name}"))}");
        foreach (var field in fields)
        {
            Describe(field.PropertyType, lines);
        }
    }
}
