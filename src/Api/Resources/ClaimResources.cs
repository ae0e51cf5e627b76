using FluentValidation;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;
using Wolverine.Http;

namespace Weft.Api.Resources;

public static class ClaimResourcesEndpoint
{
    /// <summary>The holder of a task claims what it will touch beside what the task told. Outside its domain it is refused, naming the owner; what
    /// another task holds is refused, naming that one.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/workflows/{id}/tasks/{task}/resources", OperationId = "claimResources"), Needs(Permission.Work)]
    public static Task<Answer<ResourcesAnswer>> Post(string workspace, string id, string task, ClaimResourcesRequest body, HttpContext http, HttpDoor door) =>
        door.SendAsync<ResourcesAnswer>(http, new Application.Resources.ClaimResources(
            id, task, new Holder(body.Agent, body.Token), [.. body.Resources.Select(Resource.Parse).OfType<Resource>()]));
}

public sealed class ClaimResourcesRules : AbstractValidator<ClaimResourcesRequest>
{
    private const int Most = 100;

    public ClaimResourcesRules()
    {
        RuleFor(b => b.Resources).Must(r => r.Count is > 0 and <= Most).WithMessage($"resources must name 1-{Most} resources.");
        RuleForEach(b => b.Resources).Must(r => r is not null && Resource.Asked(r) is not null).WithMessage($"each of resources must be {Resource.Form}.");
    }
}
