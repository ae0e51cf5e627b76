using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.EventStore;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Resources;
using Wolverine.Http;

namespace Weft.Api.Resources;

public static class GetDomainMapEndpoint
{
    /// <summary>The domain map; where none was set, the usual one to begin with, which refuses nothing.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/domain-map", OperationId = "getDomainMap"), Needs(Permission.Read)]
    public static async Task<View<DomainMapView>> Get(string workspace, HttpContext http, IStreamReader streams, Reads reads)
    {
        var (upTo, problem) = await reads.EventsAsync(http);
        if (problem is not null)
        {
            return problem;
        }

        var state = await streams.LoadAsync(workspace, Streams.Ledger, Streams.Ledger.Key(""), http.RequestAborted);
        return new View<DomainMapView>(state.State is Ledger { MapVersion: > 0 } ledger ? ledger.Map.View(ledger.MapVersion) : UsualDomains.Map.View(0), upTo);
    }
}
