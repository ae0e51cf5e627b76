namespace Weft.Domain.Balancing;

/// <summary>Jain's index: (Σx)² / (n·Σx²). 1 when all are equal, 1/n when one has everything.</summary>
public static class Fairness
{
    public static double Of(IEnumerable<double> shares)
    {
        var all = shares.ToList();
        var squares = all.Sum(x => x * x);
        return squares <= 0 ? 1 : Math.Round(all.Sum() * all.Sum() / (all.Count * squares), 4);
    }
}
