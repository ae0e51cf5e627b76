using System.Collections.Immutable;

namespace Weft.Domain.Distribution;

/// <summary>Looks for the smallest single change that would have given the task to another agent. Each that it names was tried.</summary>
internal static class FlipSearch
{
    private const int MostContenders = 6;
    private const int Halvings = 7;

    public static Flip? Smallest(DecisionInputs inputs, OpenTask task, ImmutableArray<Contender> contenders)
    {
        (Flip Flip, double Size)? best = null;
        var likely = contenders.Where(c => c.Considered && c.Verdict != Explain.Chosen).OrderByDescending(c => c.Score ?? -1).ThenBy(c => c.Agent, StringComparer.Ordinal)
            .Take(MostContenders);
        foreach (var contender in likely)
        {
            var agent = inputs.Agents.First(a => a.Id == contender.Agent);
            foreach (var knob in Knobs.Of(inputs, task, agent))
            {
                if (Least(inputs, task, agent, knob, best?.Size ?? 1) is { } size)
                {
                    best = (new Flip(agent.Id, knob.What, knob.From, knob.Turn(size).To), size);
                }
            }
        }

        return best?.Flip ?? Asking(inputs, task, contenders);
    }

    /// <summary>Where nothing about those who asked would have flipped it: the best of those who fitted and did not ask, with all its free places.</summary>
    private static Flip? Asking(DecisionInputs inputs, OpenTask task, ImmutableArray<Contender> contenders)
    {
        var board = ScoreBoard.Of(inputs with { Tasks = [task], Agents = [.. contenders.Where(c => c.Verdict == Explain.NotAsking).Select(c => c.State)] });
        return Enumerable.Range(0, board.Agents.Length).OrderByDescending(column => board.Rank(0, column)).Take(MostContenders).Select(column => board.Agents[column])
            .Where(agent => Gets(inputs with { Agents = inputs.Agents.Add(agent) }, task, agent)).Select(agent => new Flip(agent.Id, "asking", 0, 1)).FirstOrDefault();
    }

    /// <summary>The smallest turn below the limit that flips the choice; where more would not do, less is not tried.</summary>
    private static double? Least(DecisionInputs inputs, OpenTask task, AgentState agent, Knob knob, double limit)
    {
        if ((knob.IsSwitch && limit < 1) || !Flips(inputs, task, agent, knob, limit))
        {
            return null;
        }

        if (knob.IsSwitch)
        {
            return 1;
        }

        var (low, high) = (0.0, limit);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Flips(inputs, task, agent, knob, middle) ? (low, middle) : (middle, high);
        }

        return high < limit || limit >= 1 ? high : null;
    }

    private static bool Flips(DecisionInputs inputs, OpenTask task, AgentState agent, Knob knob, double size)
    {
        var (now, then, _) = knob.Turn(size);
        var changed = inputs with
        {
            Agents = inputs.Agents.Replace(agent, then),
            Tasks = ReferenceEquals(now, task) ? inputs.Tasks : inputs.Tasks.Replace(task, now),
            Ordinary = inputs.Ordinary + Math.Max(0, (agent.Reserved ?? 0) - (then.Reserved ?? 0)),
        };
        return Gets(changed, task, agent);
    }

    private static bool Gets(DecisionInputs inputs, OpenTask task, AgentState agent) =>
        Distribute.Decide(inputs).Any(c => c.Task.Workflow == task.Workflow && c.Task.Task == task.Task && c.Agent == agent.Id);
}
