using System.Collections.Immutable;
using Weft.Domain.Causality;

namespace Weft.Domain.Artifacts;

public interface IArtifactEvent;

/// <summary>A new version of an artifact of a workflow. Versions are content-addressed and never overwritten.</summary>
/// <param name="Hash">SHA-256, lower-case hex</param>
/// <param name="Clock">vector clock of the version: actor number → count of that actor's events it knows of</param>
public sealed record ArtifactVersioned(
    string Workflow, string Name, int Version, string Hash, long SizeBytes, string Author, string Task, ImmutableSortedDictionary<int, long> Clock) : IArtifactEvent;

public sealed record ArtifactVersion(int Version, string Hash, long SizeBytes, string Author, string Task, VectorClock Clock);

public sealed record Artifact(string Workflow, string Name, ImmutableArray<ArtifactVersion> Versions, long StreamVersion)
{
    public static Artifact Evolve(Artifact? state, IArtifactEvent happened, Stamp stamp) => happened switch
    {
        ArtifactVersioned e => new(e.Workflow, e.Name,
            (state?.Versions ?? []).Add(new(e.Version, e.Hash, e.SizeBytes, e.Author, e.Task, new VectorClock(e.Clock))), stamp.Version),
        _ => throw new InvalidOperationException($"No fold for {happened.GetType().Name}"),
    };
}
