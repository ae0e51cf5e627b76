using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Access;
using Weft.Projections.Conflicts;
using Wolverine.Http;

namespace Weft.Api.Conflicts;

public static class ListConflictsEndpoint
{
    /// <summary>Conflicts, newest first; with open=true only those that wait for an answer.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/conflicts", OperationId = "listConflicts"), Needs(Permission.Read)]
    public static Task<View<Page<ConflictView>>> Get(string workspace, HttpContext http, Reads reads, bool open = false) =>
        reads.PageAsync<ConflictView>(http, [ConflictProjection.ConflictsName], async (moment, asked, cancellation) =>
        {
            var (rows, next) = await moment.PageAsync<ConflictRow>("conflict_row", open ? "open" : "true", [], asked.After, asked.Limit, newestFirst: true, cancellation);
            return ([.. rows.Select(r => r.View())], next);
        });
}

public static class GetConflictEndpoint
{
    /// <summary>One conflict, with everything needed to answer it: base, ours, theirs and the text with markers, as hashes of blobs.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/conflicts/{id}", OperationId = "getConflict"), Needs(Permission.Read)]
    public static Task<View<ConflictView>> Get(string workspace, string id, HttpContext http, Reads reads) =>
        reads.OneAsync(http, [ConflictProjection.ConflictsName], Rejection.Because("conflict.unknown", $"There is no conflict '{id}' in this workspace.", ("conflict", id)),
            async (moment, cancellation) => (await moment.Session.LoadAsync<ConflictRow>(id, cancellation))?.View());
}
