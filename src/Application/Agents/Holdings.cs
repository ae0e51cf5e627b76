using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Domain;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;

namespace Weft.Application.Agents;

/// <summary>What an agent holds, over all runs of the workspace.</summary>
internal static class Holdings
{
    public static async ValueTask<Rejection?> ExpireAsync(Deciding deciding, string agent, string reason)
    {
        var holding = deciding.Memory.Board.Workflows.Values
            .Where(w => w.Items.Values.Any(i => i.Lease?.Agent == agent || i.OfferedTo == agent)).Select(w => w.Id).Order(StringComparer.Ordinal).ToList();
        foreach (var workflow in holding)
        {
            await deciding.OnWorkflowAsync(workflow, s => Work.ExpireAllOf(s, agent, reason));
        }

        return await deciding.OnAsync(Streams.Ledger, "", s => Slicing.Forget(s, agent, deciding.Now));
    }
}
