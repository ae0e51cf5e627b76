using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;

namespace Weft.Application.Agents;

/// <summary>What a learning agent hands in waits for its supervisor from the moment that it is stored.</summary>
internal static class Practices
{
    public static async ValueTask FollowAsync(Deciding deciding)
    {
        foreach (var (kind, key, happened, _, _, _) in deciding.Emitted.Where(e => e.Kind == Streams.Workflow).ToList())
        {
            foreach (var (agent, skill, task, attempt) in deciding.Memory.Known(key).State is Workflow before ? Supervision.HandedIn(before, happened) : [])
            {
                await deciding.OnAsync(Streams.Agent, agent, a => Train.HandIn(a, skill, kind.Id(key), task, attempt));
            }
        }
    }
}
