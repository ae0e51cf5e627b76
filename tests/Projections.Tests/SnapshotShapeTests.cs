using Shouldly;
using Weft.Application.EventStore;

namespace Weft.Projections.Tests;

/// <summary>A snapshot of another shape would be read as a state that its events do not lead to. So the shape of what snapshots hold stands here,
/// beside the name under which they are kept.</summary>
[Trait("Capability", "B1")]
public sealed class SnapshotShapeTests
{
    [Fact]
    public void snapshots_have_the_shape_that_their_name_stands_for() =>
        $"{StreamFolder.Shape} {StoredShape.Of(Streams.All.Where(k => k.SnapshotEvery > 0).Select(k => k.StateType))}"
            .ShouldBe("12 68685fd952e2", "raise StreamFolder.Shape, unless what is new comes from new events alone, and write its line here anew");
}
