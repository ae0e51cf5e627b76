using FluentValidation;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Resources;
using Wolverine.Http;

namespace Weft.Api.Resources;

public static class RequestSliceEndpoint
{
    /// <summary>Asks for an exclusive window on a resource: granted at once when it is free, else it waits its turn.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/slices", OperationId = "requestSlice"), Needs(Permission.Work)]
    public static Task<Answer<SliceAnswer>> Post(string workspace, RequestSliceRequest body, HttpContext http, HttpDoor door) =>
        door.SendAsync<SliceAnswer>(http, new Application.Resources.RequestSlice(Resource.Parse(body.Resource)!, body.Agent, body.Seconds, body.Until));
}

public sealed class RequestSliceRules : AbstractValidator<RequestSliceRequest>
{
    public RequestSliceRules() => RuleFor(b => b.Resource).MustBeResource();
}
