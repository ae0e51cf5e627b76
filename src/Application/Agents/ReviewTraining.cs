using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Access;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;

namespace Weft.Application.Agents;

/// <summary>The named supervisor judges an attempt that the learning agent handed in.</summary>
public sealed record ReviewTraining(string Agent, string Skill, string By, string Workflow, string Task, int Attempt, bool Passed) : ICommand
{
    public Permission Needs => Permission.Work;

    public string? OnBehalfOf => By;

    public async ValueTask<Rejection?> DecideAsync(Deciding deciding)
    {
        var agent = await deciding.LoadAsync(Streams.Agent, Agent);
        var run = await deciding.LoadAsync(Streams.Workflow, Workflow);
        var rejection = agent is null ? Join.Unknown(Agent)
            : run is null ? Refusals.WorkflowUnknown(Workflow)
            : Supervision.Check(agent, Skill, By, run, Task, Attempt)
            ?? await deciding.OnAsync(Streams.Agent, Agent, a => Train.Review(a, Agent, Skill, Train.WorkOf(Workflow, Task, Attempt), Passed, By));
        if (rejection is null && await deciding.LoadAsync(Streams.Agent, Agent) is { } after)
        {
            deciding.Answer = new AgentAnswer(after.Id, after.Status.ToString().ToLowerInvariant(), after.Version);
        }

        return rejection;
    }
}

/// <summary>An attempt of the learning agent failed of itself: nobody needs to look at it.</summary>
internal sealed record FailPractice(string Agent, string Skill, string Work) : ICommand
{
    public Permission Needs => Permission.Administer;

    public async ValueTask<Rejection?> DecideAsync(Deciding deciding)
    {
        await deciding.OnAsync(Streams.Agent, Agent, a =>
            a?.TrainingIn(Skill) is null ? Decision<IAgentEvent>.Nothing : Train.Review(a, Agent, Skill, Work, passed: false, "the task failed"));
        return null;
    }
}
