using Weft.Application.Artifacts;
using Weft.Application.EventStore;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Conflicts;

namespace Weft.Api.Conflicts;

/// <summary>Looks into an answer's contents while the person who gives it is still there to mend them.</summary>
public sealed class ResolutionContents(Blobs blobs, IStreamReader streams)
{
    private const string Undecided = "conflict.bad-resolution";

    public async Task<Rejection?> CheckAsync(string workspace, string conflict, IReadOnlyList<ResolvedPath> files, CancellationToken cancellation)
    {
        foreach (var file in files.Where(f => f.Hash is not null))
        {
            var content = await blobs.ReadAsync(workspace, file.Hash!, cancellation) ?? [];
            if (LeftMarkers.FirstSet(content, []) is not null
                && LeftMarkers.FirstSet(content, await SidesAsync(workspace, conflict, file.Path, cancellation)) is { } line)
            {
                return Rejection.Because(Undecided, FormattableString.Invariant($"{file.Path}, line {line}: conflict markers are still there. Decide what stays, and take them out."), ("path", file.Path), ("line", line.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            }
        }

        return null;
    }

    private async Task<IReadOnlyList<byte[]>> SidesAsync(string workspace, string conflict, string path, CancellationToken cancellation)
    {
        var state = (Conflict?)(await streams.LoadAsync(workspace, Streams.Conflict, Streams.Conflict.Key(conflict), cancellation)).State;
        var sides = new List<byte[]>();
        foreach (var file in (state?.Files ?? []).Where(f => f.Path == path))
        {
            foreach (var hash in new[] { file.Base, file.Ours, file.Theirs }.OfType<string>())
            {
                sides.Add(await blobs.ReadAsync(workspace, hash, cancellation) ?? []);
            }
        }

        return sides;
    }
}
