using FluentValidation;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain.Access;
using Wolverine.Http;

namespace Weft.Api.Agents;

public static class OpenBreakerEndpoint
{
    /// <summary>Takes the agent out of service: it gets nothing new, and finishes what it holds.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/agents/{agent}/breaker/open", OperationId = "openBreaker"), Needs(Permission.Orchestrate)]
    public static Task<Answer<AgentAnswer>> Post(string workspace, string agent, OpenBreakerRequest body, HttpContext http, HttpDoor door) =>
        door.SendAsync<AgentAnswer>(http, new Application.Agents.OpenBreaker(agent, body.Seconds, body.Reason));
}

public sealed class OpenBreakerRules : AbstractValidator<OpenBreakerRequest>
{
    public OpenBreakerRules() => RuleFor(b => b.Reason).NotEmpty().MustBeShort();
}
