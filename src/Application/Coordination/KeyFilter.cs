namespace Weft.Application.Coordination;

/// <summary>A Bloom filter: of so many hashes it never forgets one, and takes about one other in a thousand for one of them. Sixteen bits each, where a set of them takes twelve times that.</summary>
/// <param name="capacity">hashes that it takes before it is full</param>
internal sealed class KeyFilter(int capacity)
{
    private const int BitsPerHash = 16;
    private const int Probes = 6;
    private const ulong OddConstant = 0x9E3779B97F4A7C15;
    private readonly ulong[] _bits = new ulong[Math.Max(1, (int)((long)capacity * BitsPerHash / 64))];
    private int _count;

    public bool IsFull => _count >= capacity;

    public void Add(long hash)
    {
        _count++;
        for (var (probe, step, i) = (Begin(hash), Step(hash), 0); i < Probes; i++, probe += step)
        {
            var bit = Bit(probe);
            _bits[bit >> 6] |= 1UL << (int)(bit & 63);
        }
    }

    public bool MayHold(long hash)
    {
        for (var (probe, step, i) = (Begin(hash), Step(hash), 0); i < Probes; i++, probe += step)
        {
            var bit = Bit(probe);
            if ((_bits[bit >> 6] & (1UL << (int)(bit & 63))) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static ulong Begin(long hash) => unchecked((ulong)hash * OddConstant);

    private static ulong Step(long hash) => Begin(hash ^ (hash >> 29)) | 1;

    private ulong Bit(ulong probe) => Math.BigMul(probe, (ulong)_bits.Length * 64, out _);
}
