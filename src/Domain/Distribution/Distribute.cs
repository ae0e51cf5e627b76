using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>A task and the agent that was chosen for it.</summary>
public sealed record Choice(OpenTask Task, string Agent, AssignmentReason Why);

/// <summary>Who gets what, for a whole batch at once: analyse (what each task asks for), match (with a reason for everyone left out), load,
/// predict, choose. The most urgent tasks get places first; among all ways to place these, the one with the highest sum of scores.</summary>
public static class Distribute
{
    public const string Version = "optimal-2";

    /// <summary>Knew neither domains, tiers, breakers nor reserves: what its records hold says nothing of them, and so they decide nothing there.</summary>
    public const string First = "optimal-1";

    public static ImmutableArray<string> Known { get; } = [First, Version];

    public static ImmutableArray<Choice> Decide(DecisionInputs inputs)
    {
        var board = ScoreBoard.Of(inputs);
        var chosen = new int[board.Tasks.Length];
        Array.Fill(chosen, -1);
        foreach (var placed in Lanes.Compete(board) ? (Placing[])[Place(board, merges: false, inputs.Ordinary)] : [Place(board, merges: true, null), Place(board, merges: false, inputs.Ordinary)])
        {
            for (var i = 0; i < placed.Rows.Length; i++)
            {
                chosen[placed.Rows[i]] = placed.AgentAt(i);
            }
        }

        return [.. board.Tasks.Select((task, row) => chosen[row] < 0 ? null : new Choice(task, board.Agents[chosen[row]].Id, Why(inputs, board, row, chosen[row]))).OfType<Choice>()];
    }

    /// <summary>The two lanes have places of their own and do not compete, but for agents that may be given only so much of both together: then they are placed at once.</summary>
    /// <param name="ordinary">places for tasks that are not urgent; null: any</param>
    internal static Placing Place(ScoreBoard board, bool merges, int? ordinary)
    {
        var both = Lanes.Compete(board);
        int[] rows = [.. Enumerable.Range(0, board.Tasks.Length).Where(r => (both || board.Tasks[r].InMergeLane == merges) && board.HasAble(r))];
        Lane[] lanes = rows.Length == 0 ? [] : [.. merges && !both ? Lanes.OfMerges(board) : Lanes.OfWork(board, both)];
        long[][] gains = [.. rows.Select(row => Lanes.Gains(board, row, lanes))];
        var quotas = new Quotas(board.Rules, ordinary);
        return new Placing(rows, lanes, gains, Matching.Solve(
            gains, [.. lanes.Select(l => l.Places)], i => quotas.Admits(board.Tasks[rows[i]]), i => quotas.Take(board.Tasks[rows[i]])));
    }

    private static AssignmentReason Why(DecisionInputs inputs, ScoreBoard board, int row, int column)
    {
        var runnerUp = board.RunnerUp(row, column);
        return new AssignmentReason(
            inputs.Chooser, board.Score(row, column) / 1e6, runnerUp < 0 ? null : board.Agents[runnerUp].Id,
            runnerUp < 0 ? null : board.Score(row, runnerUp) / 1e6, board.Able(row), board.LeftOut(row))
        {
            PredictedSeconds = Predict.For(board.Tasks[row], board.Agents[column]).Seconds,
            Supervised = Supervised(board.Tasks[row], board.Agents[column]),
            FoundSkills = board.Tasks[row] is { SkillsFrom: Analysis.FromPaths } task ? [.. task.Skills.Select(s => s.Name)] : null,
        };
    }

    /// <summary>The skills of the task that it is given for practice; null: it has all of them.</summary>
    private static ImmutableArray<string>? Supervised(OpenTask task, AgentState agent) =>
        agent.Training is { } training && Suitability.Lacked(task, agent).Where(s => training.Contains(s)).ToImmutableArray() is { IsEmpty: false } lacking ? lacking : null;
}
