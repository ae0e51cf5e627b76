using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>A task and the agent that was chosen for it.</summary>
public sealed record Choice(OpenTask Task, string Agent, AssignmentReason Why);

/// <summary>Who gets what, for a whole batch at once: analyse (what each task asks for), match (with a reason for everyone left out), load,
/// predict, choose. The most urgent tasks get places first; among all ways to place these, the one with the highest sum of scores.</summary>
public static class Distribute
{
    public const string Version = "optimal-1";

    public static ImmutableArray<Choice> Decide(DecisionInputs inputs)
    {
        var board = ScoreBoard.Of(inputs);
        var chosen = new (int Row, int Column)[inputs.Tasks.Length];
        Array.Fill(chosen, (-1, -1));
        Fill(board, chosen, merges: true);
        Fill(board, chosen, merges: false);
        return [.. board.Tasks.Select((task, row) => chosen[row].Column < 0 ? null : new Choice(
            task, board.Agents[chosen[row].Column].Id, Why(inputs, board, row, chosen[row].Column))).OfType<Choice>()];
    }

    /// <summary>The two lanes have places of their own and do not compete.</summary>
    private static void Fill(ScoreBoard board, (int Row, int Column)[] chosen, bool merges)
    {
        var rows = Enumerable.Range(0, board.Tasks.Length).Where(r => board.Tasks[r].InMergeLane == merges && board.HasAble(r)).ToArray();
        if (rows.Length == 0)
        {
            return;
        }

        var capacities = board.Agents.Select(a => merges ? (a.MergeFree ? 1 : 0) : Math.Max(0, a.Free)).ToArray();
        var columns = Matching.Solve([.. rows.Select(board.Gains)], capacities);
        for (var i = 0; i < rows.Length; i++)
        {
            chosen[rows[i]] = (rows[i], columns[i]);
        }
    }

    private static AssignmentReason Why(DecisionInputs inputs, ScoreBoard board, int row, int column)
    {
        var runnerUp = board.RunnerUp(row, column);
        return new AssignmentReason(
            inputs.Chooser, board.Score(row, column) / 1e6, runnerUp < 0 ? null : board.Agents[runnerUp].Id,
            runnerUp < 0 ? null : board.Score(row, runnerUp) / 1e6, board.Able(row), board.LeftOut(row))
        {
            PredictedSeconds = Predict.For(board.Tasks[row], board.Agents[column]).Seconds,
        };
    }
}
