using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Contracts;
using Weft.Domain.Distribution;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;

namespace Weft.Application.Workflows;

/// <summary>What a run asks for and nobody here has, as its caller is told. A warning refuses nothing and is not stored with the run: agents come and go.</summary>
internal static class RunWarnings
{
    public static async ValueTask<IReadOnlyList<WorkflowWarning>> OfAsync(Deciding deciding, Workflow run)
    {
        var map = (await deciding.LoadAsync(Streams.Ledger, ""))?.Map ?? DomainMap.None;
        return [.. UnmetNeeds.Of(run, deciding.Memory.Board.Agents.Values, map, deciding.Memory.Policy.RulesInForce()).Select(Say)];
    }

    private static WorkflowWarning Say(UnmetNeed need)
    {
        var (skill, complexity, domain) = need.Code switch
        {
            UnmetTiers.TooLow => ("", need.Name, null),
            UnmetRoles.Unheld => ("", null, need.Name),
            _ => (need.Name, (string?)null, (string?)null),
        };
        return new WorkflowWarning(need.Code, skill, need.Tasks, need.TaskCount, need.Nearest, need.Detail, need.Next, complexity, domain);
    }
}
