namespace Weft.Domain.Distribution;

/// <summary>Places of an agent: those for everything, or those held back for what is urgent.</summary>
internal readonly record struct Lane(int Agent, int Places, bool Reserved);

/// <summary>How tasks were placed: the ones that go into the merge lane, or all others.</summary>
/// <param name="Rows">of the board, those that somebody can have</param>
/// <param name="Gains">[index of the row][lane]</param>
/// <param name="Columns">the lane of each row, -1: none was left</param>
internal sealed record Placing(int[] Rows, Lane[] Lanes, long[][] Gains, int[] Columns)
{
    /// <summary>-1: nobody.</summary>
    public int AgentAt(int index) => Columns[index] < 0 ? -1 : Lanes[Columns[index]].Agent;
}
