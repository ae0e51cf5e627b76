using Weft.Application.Coordination;
using Weft.Domain;
using Weft.Domain.Access;
using Weft.Domain.Workflows;

namespace Weft.Application.Workflows;

/// <summary>A task has taken as long as its class is warned of, or allows.</summary>
internal sealed record JudgeSla(string Workflow, string Task) : ICommand
{
    public Permission Needs => Permission.Administer;

    public ValueTask<Rejection?> DecideAsync(Deciding deciding) =>
        deciding.OnWorkflowAsync(Workflow, s => Sla.Judge(s, Task, deciding.Memory.Policy.SlaInForce(), deciding.Now));
}
