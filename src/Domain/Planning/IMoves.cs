namespace Weft.Domain.Planning;

/// <summary>Who moves are shown to.</summary>
internal interface IMoves
{
    /// <summary>Moves with a greater estimate need not be shown.</summary>
    double Limit { get; }

    void Add(Move move);
}

/// <summary>All moves there are.</summary>
internal sealed class AllMoves : IMoves
{
    private readonly List<Move> _moves = [];

    public double Limit => double.PositiveInfinity;

    public int Count => _moves.Count;

    public Move this[int index] => _moves[index];

    public void Clear() => _moves.Clear();

    public void Add(Move move) => _moves.Add(move);
}
