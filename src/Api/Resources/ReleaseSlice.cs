using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Resources;
using Wolverine.Http;

namespace Weft.Api.Resources;

public static class ReleaseSliceEndpoint
{
    /// <summary>Gives the slice back; the next who waits has it at once.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/slices/release", OperationId = "releaseSlice"), Needs(Permission.Work)]
    public static Task<Answer<SliceAnswer>> Post(string workspace, SliceRequestBody body, HttpContext http, HttpDoor door) =>
        door.SendAsync<SliceAnswer>(http, new Application.Resources.ReleaseSlice(Resource.Parse(body.Resource)!, body.Agent, body.Token));
}
