using CsCheck;
using Shouldly;
using Weft.Domain.Distribution;
using Xunit;

namespace Weft.Domain.Tests.Distribution;

[Trait("Capability", "D3")]
public sealed class ScoreBoardTests
{
    /// <summary>Much is found once for all tasks that ask for the same, or once for an agent: never what would be otherwise for one of them.</summary>
    [Fact]
    public void every_cell_is_what_its_task_and_its_agent_alone_make_it() =>
        Gen.Int[0, 1_000_000].Sample(seed =>
        {
            var inputs = Batch.DrawMore(seed, 14, 5);
            var board = ScoreBoard.Of(inputs);
            for (var row = 0; row < board.Tasks.Length; row++)
            {
                var task = board.Tasks[row];
                string?[] reasons = [.. board.Agents.Select(a => Suitability.WhyNot(task, a, board.Rules))];
                Enumerable.Range(0, reasons.Length).Select(c => board.Reason(row, c)).ShouldBe(reasons);
                board.Able(row).ShouldBe(reasons.Count(r => r is null));
                board.LeftOut(row).ShouldBe(reasons.OfType<string>().GroupBy(r => r).ToDictionary(g => g.Key, g => g.Count()), ignoreOrder: true);
                for (var column = 0; column < reasons.Length; column++)
                {
                    Cell(board, row, column, inputs.Weights);
                }
            }
        }, iter: 1_500);

    private static void Cell(ScoreBoard board, int row, int column, ChoiceWeights weights)
    {
        var (task, agent) = (board.Tasks[row], board.Agents[column]);
        if (board.Reason(row, column) is not null)
        {
            board.Score(row, column).ShouldBe(0);
            return;
        }

        var quickest = board.Agents.Where(a => Suitability.WhyNot(task, a, board.Rules) is null).Min(a => Predict.For(task, a).Seconds);
        var criteria = Suitability.Of(task, agent, Predict.For(task, agent), quickest, board.MostDone);
        (board.Score(row, column), board.Fits(row, column)).ShouldBe((criteria.Score(weights), Suitability.TierFits(task, agent, board.Rules)));
        board.At(row, column).ShouldBe((Predict.For(task, agent), criteria));
    }
}
