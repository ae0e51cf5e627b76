using System.Collections.Immutable;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Domain.Artifacts;
using Weft.Domain.Causality;
using Weft.Domain.Workflows;

namespace Weft.Application.Artifacts;

/// <summary>Each new version of an artifact is also an event of the artifact's own stream, with the clock of what its author knew.</summary>
internal static class Publishing
{
    public static string IdOf(string workflow, string name) => $"{workflow}-{name}";

    public static async ValueTask PublishAsync(Deciding deciding, string workflow, string task, string author, ImmutableArray<ArtifactRef> outputs)
    {
        var state = (await deciding.LoadAsync(Streams.Workflow, workflow))!;
        foreach (var output in outputs.Select(o => state.Artifacts[o.Name]))
        {
            var id = IdOf(workflow, output.Name);
            var artifact = await deciding.LoadAsync(Streams.Artifact, id);
            if (artifact is null || artifact.Versions[^1].Version < output.Version)
            {
                var clock = state.Item(task)?.Clock ?? VectorClock.Zero;
                await deciding.EmitAsync(Streams.Artifact, id,
                    new ArtifactVersioned(workflow, output.Name, output.Version, output.Hash, output.SizeBytes, author, task, clock.Counts));
            }
        }
    }
}
