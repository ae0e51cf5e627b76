using System.Globalization;
using Weft.Domain.Distribution;

namespace Weft.Projections.Distribution;

/// <summary>What would have had to be otherwise so that another agent had got a task, or nobody: reads on after "would have got it if".</summary>
public static class FlipText
{
    public static string Of(Flip flip)
    {
        var (parts, lost) = (flip.What.Split(':', 2), flip.To < flip.From);
        var (agent, subject) = ($"'{flip.Agent}'", parts.Length > 1 ? parts[1] : "");
        return parts[0] switch
        {
            "skill-level" => $"{agent} had had '{subject}' at {Instead(flip)}",
            "predicted-seconds" => $"{agent} had been predicted to take {Instead(flip)} seconds",
            "free-place" => $"{agent} had had {Instead(flip)} places free",
            "limit" => $"{agent} could have been given {Instead(flip)} tasks at once",
            "utilisation" => $"the processor of {agent} had been at {Instead(flip)}",
            "reserved" => $"{Instead(flip)} places of {agent} had been held back for urgent tasks",
            "asking" => $"{agent} had asked for work",
            "active" => $"{agent} had taken work",
            "breaker" => $"the breaker of {agent} had let it through",
            "slice" => "no other agent had had what it touches for itself",
            "merges" => $"{agent} had done merges",
            "merge-lane" => lost ? $"{agent} had been at another merge" : $"{agent} had been done with its other merge",
            "role" => $"{agent} had {(lost ? "not " : "")}had role '{subject}'",
            "tier" => $"{agent} had been {subject}",
            _ => $"it had not been kept from {agent}",
        };
    }

    private static string Instead(Flip flip) => string.Create(CultureInfo.InvariantCulture, $"{flip.To} instead of {flip.From}");
}
