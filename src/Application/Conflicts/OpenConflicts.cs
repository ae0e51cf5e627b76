using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Domain.Conflicts;
using Weft.Domain.Workflows;

namespace Weft.Application.Conflicts;

/// <summary>A conflict whose task was retried, rolled back or cancelled waits for no answer any more.</summary>
internal static class OpenConflicts
{
    public static async ValueTask WithdrawAsync(Deciding deciding, Workflow before)
    {
        var after = await deciding.LoadAsync(Streams.Workflow, before.Id);
        if (after is null || after.Version == before.Version)
        {
            return;
        }

        foreach (var item in before.Items.Values.Where(i => i is { Status: WorkStatus.Conflicted, ConflictId: not null }).OrderBy(i => i.Name, StringComparer.Ordinal))
        {
            if (after.Item(item.Name) is not { Status: WorkStatus.Conflicted } now || now.ConflictId != item.ConflictId)
            {
                await deciding.OnAsync(Streams.Conflict, item.ConflictId!, s => Resolve.Withdraw(s, $"Task '{item.Name}' is {after.Item(item.Name)?.Status}; it was retried, rolled back or cancelled."));
            }
        }
    }
}
