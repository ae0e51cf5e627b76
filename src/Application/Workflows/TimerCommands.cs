using Weft.Application.Coordination;
using Weft.Domain;
using Weft.Domain.Access;
using Weft.Domain.Workflows;

namespace Weft.Application.Workflows;

/// <summary>A deadline that rang. The decider judges; late, early or twice, it changes nothing.</summary>
public abstract record TimerCommand(string Workflow) : ICommand
{
    public Permission Needs => Permission.Administer;

    public ValueTask<Rejection?> DecideAsync(Deciding deciding) => deciding.OnWorkflowAsync(Workflow, s => Decide(s, deciding.Now));

    protected abstract Decision<IWorkflowEvent> Decide(Workflow state, DateTimeOffset now);
}

internal sealed record ExpireLease(string Workflow, string Task, long Token, DateTimeOffset LastRenewal) : TimerCommand(Workflow)
{
    protected override Decision<IWorkflowEvent> Decide(Workflow state, DateTimeOffset now) => Work.Expire(state, Task, Token, LastRenewal, now);
}

internal sealed record TimeOutTask(string Workflow, string Task, long Token) : TimerCommand(Workflow)
{
    protected override Decision<IWorkflowEvent> Decide(Workflow state, DateTimeOffset now) => Work.TimeOut(state, Task, Token, now);
}

internal sealed record WakeTask(string Workflow, string Task, int Attempt) : TimerCommand(Workflow)
{
    protected override Decision<IWorkflowEvent> Decide(Workflow state, DateTimeOffset now) => Work.Wake(state, Task, Attempt, now);
}

internal sealed record LapseOffer(string Workflow, string Task, int Attempt, string Agent) : TimerCommand(Workflow)
{
    protected override Decision<IWorkflowEvent> Decide(Workflow state, DateTimeOffset now) =>
        Assign.ExpireOffer(state, Task, Attempt, Agent, now);
}

/// <summary>Sent by the coordination saga when a gate has waited too long.</summary>
public sealed record TimeOutGate(string Workflow, string Gate, int Run) : TimerCommand(Workflow)
{
    protected override Decision<IWorkflowEvent> Decide(Workflow state, DateTimeOffset now) => Gates.TimeOut(state, Gate, Run, now);
}
