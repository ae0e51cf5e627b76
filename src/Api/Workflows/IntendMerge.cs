using FluentValidation;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.Workflows;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Workflows;
using Wolverine.Http;

namespace Weft.Api.Workflows;

public static class IntendMergeEndpoint
{
    /// <summary>Written down before the branch is touched, so that a killed merge is found again. Where the branch changes what its author may not (domain.outside), or more than
    /// can be told (domain.paths-untold), the merge ends with this answer and the attempt at the task has failed: there is nothing more to report.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/workflows/{id}/tasks/{task}/intend", OperationId = "intendMerge"), Needs(Permission.Work)]
    public static Task<Answer<TaskAnswer>> Post(string workspace, string id, string task, MergeIntentRequest body, HttpContext http, HttpDoor door) =>
        door.SendAsync<TaskAnswer>(http, new IntendMerge(id, task, new Holder(body.Agent, body.Token), body.Onto, body.ChangedPaths, body.PathsUntold));
}

public sealed class IntendMergeRules : AbstractValidator<MergeIntentRequest>
{
    private const int MostWords = 1_000;

    public IntendMergeRules()
    {
        RuleFor(b => b.Onto).MustBeCommit();
        RuleFor(b => b.ChangedPaths).Must(p => p is null || p.Count <= SubmitRules.MostPaths).WithMessage($"at most {SubmitRules.MostPaths} changed paths.");
        RuleForEach(b => b.ChangedPaths).MustBePath();
        RuleFor(b => b.PathsUntold).MaximumLength(MostWords);
    }
}
