using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Contracts;
using Weft.Domain.Distribution;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;

namespace Weft.Application.Workflows;

/// <summary>What a run asks for and nobody here has, as its caller is told. A warning refuses nothing and is not stored with the run: agents come and go.</summary>
internal static class SkillWarnings
{
    public static async ValueTask<IReadOnlyList<WorkflowWarning>> OfAsync(Deciding deciding, Workflow run) =>
    [
        .. UnmetSkills.Of(run, deciding.Memory.Board.Agents.Values, await deciding.LoadAsync(Streams.Ledger, "") ?? Ledger.Empty)
            .Select(u => new WorkflowWarning(u.Code, u.Skill, u.Tasks, u.TaskCount, u.Nearest, u.Detail, u.Next)),
    ];
}
