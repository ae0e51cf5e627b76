using FluentValidation;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain.Access;
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
    public CreateWorkspaceRules() => RuleFor(b => b.Name).Matches(@"\A[a-z0-9][a-z0-9-]{0,62}\z")
        .WithMessage("name must have 1-63 characters a-z, 0-9 and '-', and begin with a letter or digit.");
}
