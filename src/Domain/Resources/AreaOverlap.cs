namespace Weft.Domain.Resources;

/// <summary>Two areas that speak of the same, with two of their rules as an example.</summary>
/// <param name="Pairs">so many pairs of their rules do</param>
/// <param name="IsCovered">the rule that loses stands for nothing that the other does not: nothing is ever owned by it</param>
public sealed record AreaOverlap(Resource Wins, Owner Owner, Resource Loses, Owner Other, int Pairs, bool IsCovered);
