namespace Weft.Domain.Balancing;

/// <summary>A limit of the policy as what a scaling answers: fewer agents than it allows are launched, or more.</summary>
public static class ScaleLimit
{
    /// <summary>Of events from before the limit was named.</summary>
    public const string Unnamed = "limits";
    private const string Least = "minagents/";
    private const string Most = "maxagents/";

    /// <param name="more">fewer are launched than the least</param>
    public static string NameOf(bool more, int window) => FormattableString.Invariant($"{(more ? Least : Most)}{window}");

    public static bool Names(string trigger) => trigger == Unnamed || trigger.StartsWith(Least, StringComparison.Ordinal) || trigger.StartsWith(Most, StringComparison.Ordinal);
}
