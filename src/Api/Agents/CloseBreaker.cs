using FluentValidation;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain.Access;
using Wolverine.Http;

namespace Weft.Api.Agents;

public static class CloseBreakerEndpoint
{
    /// <summary>Puts the agent back into service before the time of its breaker is over; what was counted is forgotten.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/agents/{agent}/breaker/close", OperationId = "closeBreaker"), Needs(Permission.Orchestrate)]
    public static Task<Answer<AgentAnswer>> Post(string workspace, string agent, CloseBreakerRequest body, HttpContext http, HttpDoor door) =>
        door.SendAsync<AgentAnswer>(http, new Application.Agents.CloseBreaker(agent, body.Reason));
}

public sealed class CloseBreakerRules : AbstractValidator<CloseBreakerRequest>
{
    public CloseBreakerRules() => RuleFor(b => b.Reason).NotEmpty().MustBeShort();
}
