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

public static class SaveCheckpointEndpoint
{
    /// <summary>Saves how far the task is: the next attempt starts from here.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/workflows/{id}/tasks/{task}/checkpoint", OperationId = "saveCheckpoint"), Needs(Permission.Work)]
    public static async Task<Answer<TaskAnswer>> Post(string workspace, string id, string task, CheckpointRequest body, HttpContext http, HttpDoor door, NamedContents contents) =>
        await contents.MissingAsync(http, [body.Hash]) is { } missing
            ? missing
            : await door.SendAsync<TaskAnswer>(http, new SaveCheckpoint(id, task, new Holder(body.Agent, body.Token), body.Name, body.Hash, body.Percent));
}

public sealed class CheckpointRules : AbstractValidator<CheckpointRequest>
{
    public CheckpointRules()
    {
        RuleFor(b => b.Name).MustBeName();
        RuleFor(b => b.Hash).MustBeHash();
    }
}
