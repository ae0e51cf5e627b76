namespace Weft.Domain.Distribution;

/// <summary>Places of an agent that are for the same.</summary>
internal readonly record struct Lane(int Agent, int Places)
{
    /// <summary>For urgent tasks only.</summary>
    public bool Reserved { get; init; }

    /// <summary>For merges.</summary>
    public bool Merges { get; init; }

    /// <summary>For everything but merges.</summary>
    public bool Works { get; init; }

    /// <summary>So many places of its agent come before these: what it may be given only so often for practice goes to the first ones.</summary>
    public int Before { get; init; }
}

/// <summary>The places of agents, cut where something ends that they are for: ordinary tasks have the first ones, practice in a skill as many of the first
/// ones as it may, a merge that takes a place the last one. Whatever the matching does, no agent gets more of anything than it may.</summary>
internal static class Lanes
{
    public static IEnumerable<Lane> OfMerges(ScoreBoard board)
    {
        for (var i = 0; i < board.Agents.Length; i++)
        {
            yield return new Lane(i, board.Agents[i].MergeFree ? 1 : 0) { Merges = true };
        }
    }

    /// <param name="shared">merges are placed too: on the agents' places where they take one, else beside them</param>
    public static IEnumerable<Lane> OfWork(ScoreBoard board, bool shared)
    {
        for (var i = 0; i < board.Agents.Length; i++)
        {
            var agent = board.Agents[i];
            foreach (var lane in Of(i, agent, shared && TakesPlace(agent)))
            {
                yield return lane;
            }

            if (shared && agent.MergeFree && !TakesPlace(agent))
            {
                yield return new Lane(i, 1) { Merges = true };
            }
        }
    }

    /// <summary>Whether there is an agent whose last place a merge and another task could both have.</summary>
    public static bool Compete(ScoreBoard board) => board.Agents.Any(TakesPlace)
        && Enumerable.Range(0, board.Tasks.Length).Where(board.HasAble).Select(row => board.Tasks[row].InMergeLane).Distinct().Count() > 1;

    /// <summary>What each lane gains with the task.</summary>
    public static long[] Gains(ScoreBoard board, int row, Lane[] lanes)
    {
        var (gains, task) = (board.Gains(row), board.Tasks[row]);
        if (gains.Length == lanes.Length && Array.TrueForAll(lanes, l => l is { Reserved: false, Before: 0 } && l.Merges != l.Works))
        {
            return gains;
        }

        var urgent = Suitability.IsUrgent(task, board.Rules);
        return [.. lanes.Select(l => Takes(l, task, board.Agents[l.Agent], urgent) ? gains[l.Agent] : Matching.Never)];
    }

    private static bool Takes(Lane lane, OpenTask task, AgentState agent, bool urgent) => task.InMergeLane ? lane.Merges
        : lane.Works && (urgent || !lane.Reserved) && (lane.Before == 0 || agent.Practice is not { } few || Suitability.Lacked(task, agent).All(s => few.All(p => p.Skill != s || p.Places > lane.Before)));

    private static bool TakesPlace(AgentState agent) => agent is { MergeTakesPlace: true, MergeFree: true, Free: > 0 };

    private static IEnumerable<Lane> Of(int index, AgentState agent, bool merges)
    {
        var free = Math.Max(0, agent.Free);
        var ordinary = free - Math.Clamp(agent.Reserved ?? 0, 0, free);
        IEnumerable<int> ends = ordinary == free && !merges && agent.Practice is null ? [free]
            : new[] { ordinary, merges ? free - 1 : free, free }.Concat((agent.Practice ?? []).Select(p => p.Places)).Where(end => end > 0 && end <= free).Distinct().Order().DefaultIfEmpty(free);
        var before = 0;
        foreach (var end in ends)
        {
            yield return new Lane(index, end - before) { Works = true, Reserved = before >= ordinary && ordinary < free, Merges = merges && end == free, Before = before };
            before = end;
        }
    }
}
