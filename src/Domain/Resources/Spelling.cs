using System.Collections.Immutable;

namespace Weft.Domain.Resources;

/// <summary>Which of the known names one may have meant that nobody knows.</summary>
public static class Spelling
{
    private const int MostNear = 3;
    private const int FarthestNear = 2;

    /// <summary>The nearest first.</summary>
    public static ImmutableArray<string> Near(string name, IEnumerable<string> known) =>
    [
        .. known.Select(k => (Name: k, Steps: Steps(name.ToLowerInvariant(), k.ToLowerInvariant()))).Where(k => k.Steps <= Math.Min(FarthestNear, name.Length / 2))
            .OrderBy(k => k.Steps).ThenBy(k => k.Name, StringComparer.Ordinal).Take(MostNear).Select(k => k.Name),
    ];

    /// <summary>Letters to put in, take out or change, or neighbours to swap, until one is the other.</summary>
    private static int Steps(string one, string other)
    {
        var steps = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                steps[i, j] = i == 0 || j == 0 ? i + j
                    : Math.Min(Math.Min(steps[i - 1, j], steps[i, j - 1]) + 1, steps[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    steps[i, j] = Math.Min(steps[i, j], steps[i - 2, j - 2] + 1);
                }
            }
        }

        return steps[one.Length, other.Length];
    }
}
