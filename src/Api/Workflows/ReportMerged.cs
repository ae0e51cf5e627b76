using FluentValidation;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.Workflows;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Workflows;
using Wolverine.Http;

namespace Weft.Api.Workflows;

public static class ReportMergedEndpoint
{
    /// <summary>The integration branch contains the branch now.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/workflows/{id}/tasks/{task}/merged", OperationId = "reportMerged"), Needs(Permission.Work)]
    public static Task<Answer<TaskAnswer>> Post(string workspace, string id, string task, MergedRequest body, HttpContext http, HttpDoor door) =>
        door.SendAsync<TaskAnswer>(http, new ReportMerged(id, task, new Holder(body.Agent, body.Token), body.Commit));
}

public sealed class MergedRules : AbstractValidator<MergedRequest>
{
    public MergedRules() => RuleFor(b => b.Commit).MustBeCommit();
}
