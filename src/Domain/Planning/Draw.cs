namespace Weft.Domain.Planning;

/// <summary>Numbers that look random and follow from the seed alone (xorshift64*): the same search takes the same way everywhere.</summary>
internal sealed class Draw(ulong seed)
{
    private ulong _state = seed == 0 ? 0x9E3779B97F4A7C15 : seed;

    public int Below(int limit)
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return (int)((_state * 0x2545F4914F6CDD1D >> 33) % (ulong)limit);
    }

    public double Fraction() => Below(1 << 20) / (double)(1 << 20);
}
