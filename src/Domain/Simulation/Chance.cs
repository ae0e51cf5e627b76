namespace Weft.Domain.Simulation;

/// <summary>Numbers that depend on the seed and on what they are for, not on the order in which they are asked for: a change in one place
/// of a scenario leaves the luck of all others as it was.</summary>
internal sealed class Chance(int seed)
{
    /// <summary>From 0 up to but not 1.</summary>
    public double Of(string what)
    {
        var hash = 14_695_981_039_346_656_037UL ^ (uint)seed;
        foreach (var c in what)
        {
            hash = (hash ^ c) * 1_099_511_628_211UL;
        }

        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        return ((hash ^ (hash >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Around 1, log-normal with mean 1.</summary>
    public double Scatter(string what, double spread)
    {
        if (spread <= 0)
        {
            return 1;
        }

        var normal = Math.Sqrt(-2 * Math.Log(1 - Of(what + "/a"))) * Math.Cos(2 * Math.PI * Of(what + "/b"));
        return Math.Exp((spread * normal) - (spread * spread / 2));
    }
}
