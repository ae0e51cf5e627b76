using FluentValidation;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.Workflows;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Workflows;
using Wolverine.Http;

namespace Weft.Api.Workflows;

public static class FailTaskEndpoint
{
    /// <summary>The task could not be done. Its retry policy decides what comes next.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/workflows/{id}/tasks/{task}/fail", OperationId = "failTask"), Needs(Permission.Work)]
    public static Task<Answer<TaskAnswer>> Post(string workspace, string id, string task, FailRequest body, HttpContext http, HttpDoor door) =>
        door.SendAsync<TaskAnswer>(http, new FailTask(id, task, new Holder(body.Agent, body.Token), body.Reason, Reports.Evidence(body.Evidence), Reports.Usage(body.Usage)));
}

public sealed class FailRules : AbstractValidator<FailRequest>
{
    public FailRules()
    {
        RuleFor(b => b.Reason).NotEmpty().MustBeShort();
        RuleFor(b => b.Usage).SetValidator(new UsageRules()!);
        RuleFor(b => b.Evidence).SetValidator(new EvidenceRules()!);
    }
}
