using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;

namespace Weft.Application.Agents;

/// <summary>What a learning agent hands in waits for its supervisor from the moment that it is stored; and where a supervisor goes, the one who
/// follows, or that there is none, is stored with its going.</summary>
internal static class Practices
{
    public static async ValueTask FollowAsync(Deciding deciding)
    {
        await HandInAsync(deciding);
        await SuperviseAsync(deciding);
    }

    private static async ValueTask HandInAsync(Deciding deciding)
    {
        // What follows is emitted behind what it follows from, and is of agents.
        for (var i = 0; i < deciding.Emitted.Count; i++)
        {
            var (kind, key, happened, _, _, _) = deciding.Emitted[i];
            if (kind == Streams.Workflow && deciding.Memory.Known(key).State is Workflow before)
            {
                await HandInAsync(deciding, before, happened);
            }
        }
    }

    private static async ValueTask HandInAsync(Deciding deciding, Workflow before, object happened)
    {
        foreach (var (agent, skill, task, attempt) in Supervision.HandedIn(before, happened))
        {
            await deciding.OnAsync(Streams.Agent, agent, a => Train.HandIn(a, skill, before.Id, task, attempt));
        }
    }

    private static async ValueTask SuperviseAsync(Deciding deciding)
    {
        var changed = deciding.Emitted.FindAll(static e => e.Event is IAgentEvent happened && Supervisors.MayChangeBy(happened));
        if (changed.Count == 0)
        {
            return;
        }

        var now = new List<Agent>();
        foreach (var id in changed.Select(e => e.Kind.Id(e.Key)).Distinct())
        {
            now.Add((await deciding.LoadAsync(Streams.Agent, id))!);
        }

        // Agents are measured all the time, and seldom does one learn.
        var board = deciding.Memory.Board.Agents;
        if (board.Values.Concat(now).All(a => a.Trainings.IsEmpty))
        {
            return;
        }

        var agents = new Dictionary<string, Agent>(board, StringComparer.Ordinal);
        now.ForEach(a => agents[a.Id] = a);
        foreach (var learner in agents.Values.Where(a => !a.Trainings.IsEmpty).OrderBy(a => a.Id, StringComparer.Ordinal).ToList())
        {
            await deciding.OnAsync(Streams.Agent, learner.Id, a => Supervisors.Follow(a, agents));
        }
    }
}
