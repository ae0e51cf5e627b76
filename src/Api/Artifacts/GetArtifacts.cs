using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.EventStore;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Access;
using Wolverine.Http;

namespace Weft.Api.Artifacts;

public static class GetArtifactEndpoint
{
    /// <summary>All versions of an artifact of a run, each with what its author knew.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/workflows/{id}/artifacts/{name}", OperationId = "getArtifact"), Needs(Permission.Read)]
    public static async Task<View<ArtifactView>> Get(string workspace, string id, string name, HttpContext http, IStreamReader streams, Reads reads)
    {
        var (position, problem) = await reads.EventsAsync(http);
        if (problem is not null)
        {
            return problem;
        }

        return await LoadAsync(workspace, id, name, streams, http.RequestAborted) is { } artifact
            ? new View<ArtifactView>(new(id, name, [.. artifact.Versions.Select(View)]), position)
            : Unknown(id, name);
    }

    internal static async Task<Domain.Artifacts.Artifact?> LoadAsync(string workspace, string workflow, string name, IStreamReader streams, CancellationToken cancellation) =>
        (Domain.Artifacts.Artifact?)(await streams.LoadAsync(workspace, Streams.Artifact, Streams.Artifact.Key($"{workflow}-{name}"), cancellation)).State;

    internal static Rejection Unknown(string workflow, string name) =>
        Rejection.Because("artifact.unknown", $"Workflow '{workflow}' has no artifact '{name}', or not that version of it.", ("workflow", workflow), ("artifact", name));

    internal static ArtifactVersionView View(Domain.Artifacts.ArtifactVersion v) => new(
        v.Version, v.Hash, v.SizeBytes, v.Author, v.Task, v.Clock.Counts.ToDictionary(c => c.Key.ToString(System.Globalization.CultureInfo.InvariantCulture), c => c.Value));
}

public static class CompareArtifactsEndpoint
{
    /// <summary>Which of two versions knew of the other: before, after, equal or concurrent, from the vector clocks of their authors.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/workflows/{id}/artifacts/{name}/comparison", OperationId = "compareArtifactVersions"), Needs(Permission.Read)]
    public static async Task<View<CausalComparison>> Get(
        string workspace, string id, string name, HttpContext http, IStreamReader streams, Reads reads, int left, int right, string? with = null)
    {
        var (position, problem) = await reads.EventsAsync(http);
        if (problem is not null)
        {
            return problem;
        }

        var mine = await GetArtifactEndpoint.LoadAsync(workspace, id, name, streams, http.RequestAborted);
        var other = with is null ? mine : await GetArtifactEndpoint.LoadAsync(workspace, id, with, streams, http.RequestAborted);
        return mine?.Versions.FirstOrDefault(v => v.Version == left) is { } a && other?.Versions.FirstOrDefault(v => v.Version == right) is { } b
            ? new View<CausalComparison>(new(GetArtifactEndpoint.View(a), GetArtifactEndpoint.View(b), a.Clock.CompareTo(b.Clock).Said()), position)
            : GetArtifactEndpoint.Unknown(id, name);
    }
}
