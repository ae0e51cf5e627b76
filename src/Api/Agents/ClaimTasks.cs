using FluentValidation;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.Coordination;
using Weft.Contracts;
using Weft.Domain.Access;
using Wolverine.Http;

namespace Weft.Api.Agents;

public static class ClaimTasksEndpoint
{
    /// <summary>Asks for work and waits for it, at most waitSeconds. A newer claim of the same agent ends the older one with an empty answer.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/agents/{agent}/claims", OperationId = "claimTasks"), Needs(Permission.Work)]
    public static Task<Answer<ClaimAnswer>> Post(string workspace, string agent, ClaimRequest body, HttpContext http, HttpDoor door) =>
        door.SendAsync<ClaimAnswer>(http, new ClaimTasks(agent, body.Max, body.WaitSeconds));
}

public sealed class ClaimRules : AbstractValidator<ClaimRequest>
{
    public ClaimRules()
    {
        RuleFor(b => b.Max).InclusiveBetween(1, ClaimTasks.MaxTasks);
        RuleFor(b => b.WaitSeconds).InclusiveBetween(0, ClaimTasks.MaxWaitSeconds);
    }
}
