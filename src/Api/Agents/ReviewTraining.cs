using FluentValidation;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain.Access;
using Wolverine.Http;

namespace Weft.Api.Agents;

public static class ReviewTrainingEndpoint
{
    /// <summary>The supervisor says whether a task passed that the agent did to learn a skill; enough that pass bring the skill.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/agents/{agent}/training/{skill}/reviews", OperationId = "reviewTraining"), Needs(Permission.Work)]
    public static Task<Answer<AgentAnswer>> Post(string workspace, string agent, string skill, TrainingReviewRequest body, HttpContext http, HttpDoor door) =>
        door.SendAsync<AgentAnswer>(http, new Application.Agents.ReviewTraining(agent, skill, body.By, body.Workflow, body.Task, body.Attempt, body.Passed));
}

public sealed class TrainingReviewRules : AbstractValidator<TrainingReviewRequest>
{
    public TrainingReviewRules()
    {
        RuleFor(b => b.By).NotEmpty().MaximumLength(100);
        RuleFor(b => b.Workflow).NotEmpty().MaximumLength(100).MustBeName();
        RuleFor(b => b.Task).NotEmpty().MaximumLength(300);
        RuleFor(b => b.Attempt).GreaterThan(0);
    }
}
