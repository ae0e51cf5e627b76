using FluentValidation;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Workspaces;
using Wolverine.Http;

namespace Weft.Api.Workspaces;

public static class CreateWorkspaceEndpoint
{
    /// <summary>Creates a workspace. Created before, it is answered as it is.</summary>
    [WolverinePost("/v1/workspaces", OperationId = "createWorkspace"), Needs(Permission.Administer), Creates]
    public static Task<Answer<WorkspaceAnswer>> Post(CreateWorkspaceRequest body, HttpContext http, HttpDoor door) =>
        door.SendAsync<WorkspaceAnswer>(http, body.Name, new Application.Workspaces.CreateWorkspace(body.Name), StatusCodes.Status201Created, $"/v1/workspaces/{body.Name}");
}

public sealed class CreateWorkspaceRules : AbstractValidator<CreateWorkspaceRequest>
{
    public CreateWorkspaceRules() => RuleFor(b => b.Name).Must(n => n is not null && WorkspaceName.Fits(n)).WithMessage($"name must be {WorkspaceName.Rule}.");
}
