using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Workspaces;
using Wolverine.Http;

namespace Weft.Api.Workspaces;

public static class SetPolicyEndpoint
{
    /// <summary>Settings of coordination; each change is a new policy version that later events carry.</summary>
    [WolverinePut("/v1/workspaces/{workspace}/policy", OperationId = "setPolicy"), Needs(Permission.Administer)]
    public static Task<Answer<WorkspaceAnswer>> Put(string workspace, PolicyBody body, HttpContext http, HttpDoor door) =>
        door.SendAsync<WorkspaceAnswer>(http, new Application.Workspaces.SetPolicy(
            new Policy(body.LeaseSeconds, body.OfferSeconds, body.LoadWeight) { ConflictSeconds = body.ConflictSeconds }));
}
