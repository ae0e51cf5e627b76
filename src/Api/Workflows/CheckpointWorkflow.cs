using FluentValidation;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.Workflows;
using Weft.Contracts;
using Weft.Domain.Access;
using Wolverine.Http;

namespace Weft.Api.Workflows;

public static class CheckpointWorkflowEndpoint
{
    /// <summary>Names the present state, to roll back to.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/workflows/{id}/checkpoints", OperationId = "checkpointWorkflow"), Needs(Permission.Orchestrate)]
    public static Task<Answer<WorkflowAnswer>> Post(string workspace, string id, NamedRequest body, HttpContext http, HttpDoor door) =>
        door.SendAsync<WorkflowAnswer>(http, new CheckpointWorkflow(id, body.Name));
}

public sealed class NamedRules : AbstractValidator<NamedRequest>
{
    public NamedRules() => RuleFor(b => b.Name).MustBeName();
}
