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

    private static string ShapeOf(RowProjection readModel) => StoredShape.Of(readModel.PublishedTypes());
}
