using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Resources;
using Wolverine.Http;

namespace Weft.Api.Resources;

public static class RenewSliceEndpoint
{
    /// <summary>The slice's length once more from now, while nobody else waits for what it covers.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/slices/renew", OperationId = "renewSlice"), Needs(Permission.Work)]
    public static Task<Answer<SliceAnswer>> Post(string workspace, SliceRequestBody body, HttpContext http, HttpDoor door) =>
        door.SendAsync<SliceAnswer>(http, new Application.Resources.RenewSlice(Resource.Parse(body.Resource)!, body.Agent, body.Token));
}
