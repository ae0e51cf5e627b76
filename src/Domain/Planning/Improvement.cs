namespace Weft.Domain.Planning;

/// <summary>Tabu search over the neighbourhood of critical moves: always the best move that does not undo a recent one; when it gets
/// nowhere it goes back to the best schedule, shakes it and starts again. It stops at the bound, after so many steps, or when told.</summary>
internal sealed class Improvement
{
    private const int Remembered = 1 << 16;

    private readonly Arrangement _at;
    private readonly Neighbourhood _near;
    private readonly Draw _draw;
    private readonly BestMove _bestMove;
    private readonly AllMoves _allMoves = new();
    private readonly int[] _forbiddenUntil = new int[Remembered];
    private readonly int _tenure;
    private int[][] _bestSequences;
    private double _best;
    private int _step;

    public Improvement(Instance instance, Schedule start, ulong seed)
    {
        _draw = new Draw(seed);
        _at = new Arrangement(instance, start);
        _near = new Neighbourhood(instance, _at, _draw);
        _bestMove = new BestMove(_draw, move => move.Estimate >= _best && IsForbidden(move));
        _tenure = 8 + Math.Min(20, instance.Count / Math.Max(1, 2 * instance.Agents.Length));
        (_best, _bestSequences) = (_at.Makespan, _at.Sequences());
    }

    public long Steps => _step;

    public Schedule Run(double bound, int steps, Func<bool> enough)
    {
        var (patience, stale) = (1500, 0);
        while (_best > bound * (1 + 1e-12) && _step < steps && ((_step & 7) != 0 || !enough()))
        {
            _step++;
            if (!Step())
            {
                stale = patience;
            }
            else if (_at.Makespan < _best * (1 - 1e-12))
            {
                (_best, _bestSequences, stale) = (_at.Makespan, _at.Sequences(), 0);
            }

            if (++stale > patience)
            {
                stale = 0;
                Shake();
            }
        }

        Restore();
        return _at.ToSchedule();
    }

    private bool Step()
    {
        _near.Trace();
        _bestMove.Clear();
        _near.Show(_bestMove);
        if (_bestMove.Found is not { } best)
        {
            return MakeAny();
        }

        Make(best);
        return true;
    }

    /// <summary>Any of all moves, forbidden or not.</summary>
    private bool MakeAny()
    {
        _allMoves.Clear();
        _near.Show(_allMoves);
        if (_allMoves.Count == 0)
        {
            return false;
        }

        Make(_allMoves[_draw.Below(_allMoves.Count)]);
        return true;
    }

    private void Make(Move move)
    {
        Forbid(move);
        _at.Move(move.Task, move.Agent, move.After);
    }

    /// <summary>Whether it brings back an order, or an agent, that was given up a short while ago.</summary>
    private bool IsForbidden(Move move)
    {
        if (move.Agent != _at.Agent[move.Task])
        {
            return Active(OnAgent(move.Task, move.Agent));
        }

        if (IsLater(move))
        {
            for (var t = _at.Next[move.Task]; t >= 0; t = _at.Next[t])
            {
                if (Active(InOrder(t, move.Task)))
                {
                    return true;
                }

                if (t == move.After)
                {
                    return false;
                }
            }

            return false;
        }

        for (var t = _at.Previous[move.Task]; t != move.After; t = _at.Previous[t])
        {
            if (Active(InOrder(move.Task, t)))
            {
                return true;
            }
        }

        return false;
    }

    private void Forbid(Move move)
    {
        var until = _step + _tenure + _draw.Below(_tenure);
        if (move.Agent != _at.Agent[move.Task])
        {
            _forbiddenUntil[OnAgent(move.Task, _at.Agent[move.Task])] = until;
        }
        else if (IsLater(move))
        {
            for (var t = _at.Next[move.Task]; t >= 0; t = t == move.After ? -1 : _at.Next[t])
            {
                _forbiddenUntil[InOrder(move.Task, t)] = until;
            }
        }
        else
        {
            for (var t = _at.Previous[move.Task]; t != move.After; t = _at.Previous[t])
            {
                _forbiddenUntil[InOrder(t, move.Task)] = until;
            }
        }
    }

    private bool IsLater(Move move) => move.After >= 0 && _at.Head[move.After] >= _at.Head[move.Task] && IsAfter(move.Task, move.After);

    private bool IsAfter(int task, int other)
    {
        var t = _at.Next[task];
        while (t >= 0 && t != other)
        {
            t = _at.Head[t] > _at.Head[other] ? -1 : _at.Next[t];
        }

        return t == other;
    }

    private bool Active(int key) => _forbiddenUntil[key] > _step;

    private static int InOrder(int first, int second) => ((first * 7919) + (second * 104_729) + 1) & (Remembered - 1);

    private static int OnAgent(int task, int agent) => ((task * 15_485_863) + (agent * 32_452_843) + 7) & (Remembered - 1);

    private void Shake()
    {
        Restore();
        Array.Clear(_forbiddenUntil);
        for (var i = 0; i < 4 + _draw.Below(12); i++)
        {
            _near.Trace();
            if (!MakeAny())
            {
                return;
            }
        }
    }

    private void Restore()
    {
        _at.Load(_bestSequences);
        _at.Evaluate();
    }
}
