namespace Weft.Domain.Planning;

/// <summary>The move with the least estimate that is not forbidden, drawn among equal ones.</summary>
internal sealed class BestMove(Draw draw, Func<Move, bool> isForbidden) : IMoves
{
    private int _ties;

    public double Limit { get; private set; }

    public Move? Found { get; private set; }

    public void Clear() => (Found, Limit, _ties) = (null, double.PositiveInfinity, 0);

    public void Add(Move move)
    {
        if (move.Estimate > Limit || isForbidden(move))
        {
            return;
        }

        _ties = move.Estimate < Limit ? 1 : _ties + 1;
        if (_ties == 1 || draw.Below(_ties) == 0)
        {
            (Found, Limit) = (move, move.Estimate);
        }
    }
}
