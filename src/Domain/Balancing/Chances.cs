namespace Weft.Domain.Balancing;

/// <summary>What counts as more than chance: more than three and a half standard errors. Agents that are as quick as ever hardly come to that; who is
/// slow by little comes to it when enough of its tasks were seen.</summary>
internal static class Chances
{
    /// <summary>How much durations scatter around what is normal where little was seen of it (standard deviation, as a share).</summary>
    private const double UsualSpread = 0.2;

    private const double Errors = 3.5;
    private const int UsualCounts = 4;
    private const double LeastRework = 0.05;
    private const double Seldom = 0.003;

    /// <param name="spread">for one task</param>
    public static bool IsMore(Evidence seen, double spread) => (seen.Taken / seen.Due) - 1 > Errors * spread / Math.Sqrt(seen.Tasks);

    /// <summary>So much rework or more would come to who has as much of it as normal less often than that (binomial); where nobody had any, one attempt in
    /// twenty counts as normal.</summary>
    public static bool IsMoreRework(Evidence seen, double learnt)
    {
        var (attempts, normal) = (seen.Due, Math.Clamp(learnt, LeastRework, 0.5));
        var (less, log) = (0.0, attempts * Math.Log(1 - normal));
        for (var i = 0; i < seen.Taken; i++)
        {
            less += Math.Exp(log);
            log += Math.Log((attempts - i) / (i + 1) * normal / (1 - normal));
        }

        return 1 - less < Seldom;
    }

    /// <summary>As learnt; the usual one counts as much as four windows.</summary>
    public static double SpreadOf(LearntPace? learnt) =>
        learnt is null ? UsualSpread : ((learnt.Spread * learnt.Spreads) + (UsualSpread * UsualCounts)) / (learnt.Spreads + UsualCounts);
}
