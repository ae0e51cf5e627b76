using System.Collections.Immutable;
using FluentValidation;
using Weft.Api.Coordination;
using Weft.Application.Access;
using Weft.Application.EventStore;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Access;
using Wolverine.Http;

namespace Weft.Api.Access;

public static class IssueKeyEndpoint
{
    private const string ShownOnce = "key.shown-once";

    /// <summary>Makes a key. It is shown this once; only its hash is stored.</summary>
    [WolverinePost("/v1/keys", OperationId = "issueKey"), Needs(Permission.Administer), Creates]
    public static async Task<Answer<IssuedKey>> Post(IssueKeyRequest body, HttpContext http, HttpDoor door)
    {
        var (id, key) = (Guid.CreateVersion7().ToString("N"), KeyText.New());
        var outcome = await door.DecideAsync(
            http, MartenSetup.SystemWorkspace,
            new IssueKey(id, body.Name, KeyText.Hash(key), Words.Of<Role>(body.Role), body.Workspace, body.Agent, body.Roles?.ToImmutableArray()));
        return outcome switch
        {
            { Rejection: { } refusal } => refusal,
            { Replayed: true } => Rejection.Because(
                ShownOnce, $"The key '{outcome.Answer}' was made and shown by an earlier request with this Idempotency-Key. If it was lost, revoke it and make another.", ("key", outcome.Answer!.ToString()!)),
            _ => new Answer<IssuedKey>(outcome with { Answer = new IssuedKey(id, key) }, StatusCodes.Status201Created, $"/v1/keys/{id}"),
        };
    }
}

public sealed class IssueKeyRules : AbstractValidator<IssueKeyRequest>
{
    public IssueKeyRules()
    {
        RuleFor(b => b.Name).MustBeName().MaximumLength(100);
        RuleFor(b => b.Role).MustBeWord<IssueKeyRequest, Role>();
        RuleFor(b => b.Workspace).Must(w => w is null || RouteNames.IsName(w)).WithMessage("workspace must be a name.");
        RuleFor(b => b.Agent).Must(a => a is null || RouteNames.IsName(a)).WithMessage("agent must be a name.");
        RuleFor(b => b.Roles).MustBeRoles();
    }
}
