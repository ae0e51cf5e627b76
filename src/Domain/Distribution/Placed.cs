namespace Weft.Domain.Distribution;

/// <summary>The tasks of one lane as they would be placed, with one of them looked at.</summary>
internal sealed record Placed(ScoreBoard Board, Placing Placing, int Row)
{
    private readonly Lazy<Slack?> _slack = new(() => Slack.Of(Placing, Row));

    public Slack? Slack => _slack.Value;

    /// <summary>Of the task; null: nobody.</summary>
    public string? Holder => Array.IndexOf(Placing.Rows, Row) is >= 0 and var index && Placing.AgentAt(index) is >= 0 and var agent ? Board.Agents[agent].Id : null;

    public static Placed Of(DecisionInputs inputs, OpenTask task)
    {
        var board = ScoreBoard.Of(inputs);
        return new Placed(board, Distribute.Place(board, task.InMergeLane, inputs.Ordinary), board.RowOf(task));
    }
}
