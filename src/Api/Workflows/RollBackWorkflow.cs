using FluentValidation;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.Workflows;
using Weft.Contracts;
using Weft.Domain.Access;
using Wolverine.Http;

namespace Weft.Api.Workflows;

public static class RollBackWorkflowEndpoint
{
    /// <summary>Sets the run back to a checkpoint or milestone by new events; nothing is deleted.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/workflows/{id}/rollback", OperationId = "rollBackWorkflow"), Needs(Permission.Orchestrate)]
    public static Task<Answer<WorkflowAnswer>> Post(string workspace, string id, RollBackRequest body, HttpContext http, HttpDoor door) =>
        door.SendAsync<WorkflowAnswer>(http, new RollBackWorkflow(id, body.To, body.Reason ?? ""));
}

public sealed class RollBackRules : AbstractValidator<RollBackRequest>
{
    public RollBackRules()
    {
        RuleFor(b => b.To).MustBeName();
        RuleFor(b => b.Reason).MustBeShort();
    }
}
