using System.Globalization;
using Weft.Domain.Distribution;
using Weft.Projections.Agents;

namespace Weft.Projections.Distribution;

/// <summary>What would have to be otherwise about an agent, in words.</summary>
internal static class LackingText
{
    private const int MostHeld = 5;

    public static string Of(Flip flip, PresentAgents present, OpenTask open)
    {
        var (row, parts) = (present.Rows.First(r => r.Id == flip.Agent), flip.What.Split(':', 2));
        var subject = parts.Length > 1 ? parts[1] : "";
        return parts[0] switch
        {
            "active" => $"'{flip.Agent}' took work, which is {row.State!.Status.ToString().ToLowerInvariant()}",
            "merges" => $"'{flip.Agent}' did merges",
            "merge-lane" => $"'{flip.Agent}' were done with {Held(row, merges: true)}",
            "free-place" => string.Create(CultureInfo.InvariantCulture, $"'{flip.Agent}' had one place free: its {row.State!.Profile.Capacity} are taken{Taken(row)}"),
            "reserved" => string.Create(CultureInfo.InvariantCulture, $"fewer places were held back for urgent tasks ({flip.To} instead of {flip.From} of '{flip.Agent}')"),
            "skill-level" => string.Create(CultureInfo.InvariantCulture, $"'{flip.Agent}' had '{subject}' at {Wanted(open, subject, flip.To)} instead of {flip.From}"),
            "review" => $"practice of '{flip.Agent}' in '{subject}' were reviewed",
            "role" => $"'{flip.Agent}' had role '{subject}'",
            "owner" => $"'{flip.Agent}' were an owner of {subject}",
            "tier" => $"'{flip.Agent}' were {subject}",
            "slice" => $"'{subject}' were free",
            "breaker" => $"the breaker of '{flip.Agent}' were closed{(row.State?.Breaker?.Until is { } until ? $", which is open until {until.ToString("O", CultureInfo.InvariantCulture)}" : "")}",
            _ => $"it were not kept from '{flip.Agent}' ({string.Join(", ", (open.Excluded ?? []).Where(e => e.Agent == flip.Agent).Select(e => e.Reason))})",
        };
    }

    /// <summary>Any level will do where none is named.</summary>
    private static string Wanted(OpenTask open, string skill, double to) =>
        open.Skills.Any(s => s.Name == skill && s.MinLevel > 0) ? to.ToString(CultureInfo.InvariantCulture) : "any level";

    private static string Taken(AgentRow row) => row.Held.IsEmpty ? ", by offers" : $" ({Held(row, merges: false)})";

    private static string Held(AgentRow row, bool merges) => string.Join(", ", row.Held.Where(h => h.Kind is Domain.Workflows.WorkKind.Merge or Domain.Workflows.WorkKind.Revert == merges)
        .Select(h => $"{h.Workflow}/{h.Task}").Take(MostHeld));
}
