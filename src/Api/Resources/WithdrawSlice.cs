using FluentValidation;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Resources;
using Wolverine.Http;

namespace Weft.Api.Resources;

public static class WithdrawSliceEndpoint
{
    /// <summary>Waits no more.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/slices/withdraw", OperationId = "withdrawSlice"), Needs(Permission.Work)]
    public static Task<Answer<SliceAnswer>> Post(string workspace, WithdrawRequest body, HttpContext http, HttpDoor door) =>
        door.SendAsync<SliceAnswer>(http, new Application.Resources.WithdrawSlice(Resource.Parse(body.Resource)!, body.Agent));
}

public sealed class WithdrawRules : AbstractValidator<WithdrawRequest>
{
    public WithdrawRules() => RuleFor(b => b.Resource).MustBeResource();
}
