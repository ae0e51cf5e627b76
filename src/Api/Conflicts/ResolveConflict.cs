using FluentValidation;
using Weft.Api.Access;
using Weft.Api.Artifacts;
using Weft.Api.Coordination;
using Weft.Application.Conflicts;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Workflows;
using Wolverine.Http;

namespace Weft.Api.Conflicts;

public static class ResolveConflictEndpoint
{
    /// <summary>A person's answer: every conflicted path once. The merge is done again with it.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/conflicts/{id}/resolution", OperationId = "resolveConflict"), Needs(Permission.Review)]
    public static async Task<Answer<ConflictAnswer>> Post(
        string workspace, string id, ResolveConflictRequest body, HttpContext http, HttpDoor door, NamedContents contents, ResolutionContents resolutions) =>
        (await contents.MissingAsync(http, body.Files.Select(f => f.Hash)) ?? await resolutions.CheckAsync(workspace, id, body.Files, http.RequestAborted)) is { } refused
            ? refused
            : await door.SendAsync<ConflictAnswer>(http, new ResolveConflict(id, [.. body.Files.Select(f => new ResolvedFile(f.Path, f.Hash))]));
}

public sealed class ResolveConflictRules : AbstractValidator<ResolveConflictRequest>
{
    private const int MostFiles = 100;

    public ResolveConflictRules()
    {
        RuleFor(b => b.Files).Must(f => f.Count is > 0 and <= MostFiles).WithMessage($"files must name 1-{MostFiles} files.");
        RuleForEach(b => b.Files).NotNull().ChildRules(f =>
        {
            f.RuleFor(x => x.Path).MustBePath();
            f.RuleFor(x => x.Hash).MustBeHash();
        });
    }
}
