using FluentValidation;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Resources;
using Wolverine.Http;

namespace Weft.Api.Resources;

public static class HandOverSliceEndpoint
{
    /// <summary>Gives the slice to one of those who wait for it, or for what overlaps.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/slices/hand-over", OperationId = "handOverSlice"), Needs(Permission.Work)]
    public static Task<Answer<SliceAnswer>> Post(string workspace, HandOverRequest body, HttpContext http, HttpDoor door) =>
        door.SendAsync<SliceAnswer>(http, new Application.Resources.HandOverSlice(Resource.Parse(body.Resource)!, body.Agent, body.Token, body.To));
}

public sealed class HandOverRules : AbstractValidator<HandOverRequest>
{
    public HandOverRules() => RuleFor(b => b.Resource).MustBeResource();
}
