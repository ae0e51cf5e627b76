using FluentValidation;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.Workflows;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Workflows;
using Wolverine.Http;

namespace Weft.Api.Workflows;

public static class ReleaseTaskEndpoint
{
    /// <summary>Hands the task back unharmed: another agent may take it at once.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/workflows/{id}/tasks/{task}/release", OperationId = "releaseTask"), Needs(Permission.Work)]
    public static Task<Answer<TaskAnswer>> Post(string workspace, string id, string task, ReleaseRequest body, HttpContext http, HttpDoor door) =>
        door.SendAsync<TaskAnswer>(http, new ReleaseTask(id, task, new Holder(body.Agent, body.Token), body.Reason ?? ""));
}

public sealed class ReleaseRules : AbstractValidator<ReleaseRequest>
{
    public ReleaseRules() => RuleFor(b => b.Reason).MustBeShort();
}
