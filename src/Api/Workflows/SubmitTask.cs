using FluentValidation;
using Weft.Api.Access;
using Weft.Api.Artifacts;
using Weft.Api.Coordination;
using Weft.Application.Workflows;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Workflows;
using Wolverine.Http;

namespace Weft.Api.Workflows;

public static class SubmitTaskEndpoint
{
    /// <summary>The task is done. With a commit it is merged next; without one it is complete.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/workflows/{id}/tasks/{task}/submit", OperationId = "submitTask"), Needs(Permission.Work)]
    public static async Task<Answer<TaskAnswer>> Post(string workspace, string id, string task, SubmitRequest body, HttpContext http, HttpDoor door, NamedContents contents) =>
        await contents.MissingAsync(http, body) is { } missing
            ? missing
            : await door.SendAsync<TaskAnswer>(http, new SubmitTask(id, task, new Holder(body.Agent, body.Token), Reports.Result(body), body.ChangedPaths));
}

public sealed class SubmitRules : AbstractValidator<SubmitRequest>
{
    public const int MostPaths = 2_000;
    private const int MostOutputs = 100;

    public SubmitRules()
    {
        RuleFor(b => b.Commit).MustBeCommit();
        RuleFor(b => b.Branch).MaximumLength(300);
        RuleFor(b => b.Outputs).Must(o => o is null || o.Count <= MostOutputs).WithMessage($"at most {MostOutputs} outputs.");
        RuleForEach(b => b.Outputs).NotNull().ChildRules(o =>
        {
            o.RuleFor(x => x.Name).MustBeName();
            o.RuleFor(x => x.Hash).MustBeHash();
            o.RuleFor(x => x.SizeBytes).GreaterThanOrEqualTo(0);
        });
        RuleFor(b => b.ChangedPaths).Must(p => p is null || p.Count <= MostPaths).WithMessage($"at most {MostPaths} changed paths.");
        RuleForEach(b => b.ChangedPaths).MustBePath();
        RuleFor(b => b.Usage).SetValidator(new UsageRules()!);
        RuleFor(b => b.Evidence).SetValidator(new EvidenceRules()!);
    }
}
