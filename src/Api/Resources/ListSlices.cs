using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.EventStore;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Resources;
using Wolverine.Http;

namespace Weft.Api.Resources;

public static class ListSlicesEndpoint
{
    /// <summary>Resources that are used in turns: who has each now, until when, and who waits.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/slices", OperationId = "listSlices"), Needs(Permission.Read)]
    public static async Task<View<SlicesView>> Get(string workspace, HttpContext http, IStreamReader streams, Reads reads)
    {
        var (upTo, problem) = await reads.EventsAsync(http);
        if (problem is not null)
        {
            return problem;
        }

        var state = await streams.LoadAsync(workspace, Streams.Ledger, Streams.Ledger.Key(""), http.RequestAborted);
        var ledger = state.State as Ledger ?? Ledger.Empty;
        return new View<SlicesView>(new([.. ledger.Slices.Keys.Order(StringComparer.Ordinal).Select(r => Application.Resources.Slices.View(ledger, Resource.Parse(r)!, null))]), upTo);
    }
}
