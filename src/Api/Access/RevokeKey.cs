using Weft.Api.Coordination;
using Weft.Application.Access;
using Weft.Application.EventStore;
using Weft.Domain.Access;
using Wolverine.Http;

namespace Weft.Api.Access;

public static class RevokeKeyEndpoint
{
    /// <summary>From the answer on, the key opens nothing.</summary>
    [WolverineDelete("/v1/keys/{id}", OperationId = "revokeKey"), Needs(Permission.Administer)]
    public static Task<Answer<Nothing>> Delete(string id, HttpContext http, HttpDoor door) =>
        door.SendAsync<Nothing>(http, MartenSetup.SystemWorkspace, new RevokeKey(id, "revoked over the API"));
}
