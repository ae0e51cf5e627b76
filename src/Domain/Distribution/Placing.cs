namespace Weft.Domain.Distribution;

/// <summary>How tasks were placed: the ones that go into the merge lane, or all others; or both, where they compete.</summary>
/// <param name="Rows">of the board, those that somebody can have</param>
/// <param name="Gains">[index of the row][lane]</param>
/// <param name="Columns">the lane of each row, -1: none was left</param>
internal sealed record Placing(int[] Rows, Lane[] Lanes, long[][] Gains, int[] Columns)
{
    /// <summary>-1: nobody.</summary>
    public int AgentAt(int index) => Columns[index] < 0 ? -1 : Lanes[Columns[index]].Agent;
}
