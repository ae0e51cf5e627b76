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

public static class ReportConflictEndpoint
{
    /// <summary>The merge met a conflict: only the task concerned waits for its answer.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/workflows/{id}/tasks/{task}/conflicted", OperationId = "reportConflict"), Needs(Permission.Work)]
    public static async Task<Answer<ConflictAnswer>> Post(string workspace, string id, string task, ConflictedRequest body, HttpContext http, HttpDoor door, NamedContents contents) =>
        await contents.MissingAsync(http, body.Files.SelectMany(f => new[] { f.Base, f.Ours, f.Theirs, f.Marked })) is { } missing
            ? missing
            : await door.SendAsync<ConflictAnswer>(http, new ReportConflict(
            id, task, new Holder(body.Agent, body.Token), body.BaseCommit, body.OursCommit, body.TheirsCommit,
            [.. body.Files.Select(f => new ConflictedFile(f.Path, Words.Of<ConflictKind>(f.Kind), f.Base, f.Ours, f.Theirs, f.Marked))]));
}

public sealed class ConflictedRules : AbstractValidator<ConflictedRequest>
{
    private const int MostFiles = 100;

    public ConflictedRules()
    {
        RuleFor(b => b.BaseCommit).MustBeCommit();
        RuleFor(b => b.OursCommit).MustBeCommit();
        RuleFor(b => b.TheirsCommit).MustBeCommit();
        RuleFor(b => b.Files).Must(f => f.Count is > 0 and <= MostFiles).WithMessage($"files must name 1-{MostFiles} files.");
        RuleForEach(b => b.Files).NotNull().ChildRules(f =>
        {
            f.RuleFor(x => x.Path).MustBePath();
            f.RuleFor(x => x.Kind).MustBeWord<ConflictFile, ConflictKind>();
            f.RuleFor(x => x.Base).MustBeHash();
            f.RuleFor(x => x.Ours).MustBeHash();
            f.RuleFor(x => x.Theirs).MustBeHash();
            f.RuleFor(x => x.Marked).MustBeHash();
        });
    }
}
