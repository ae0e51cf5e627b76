using System.Globalization;
using System.Text;
using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>What of a task decides which agents can have it, places and exclusions apart: the same for tasks that touch different things to which the
/// same rules apply.</summary>
internal static class Ableness
{
    private const string Merge = "merge";

    public static string Of(OpenTask task)
    {
        if (task.InMergeLane)
        {
            return Merge;
        }

        var text = new StringBuilder(task.Kind == WorkKind.Work ? "work " : "check ").Append((int?)task.Complexity);
        foreach (var skill in task.Skills.OrderBy(s => s.Name, StringComparer.Ordinal))
        {
            Add(text.Append(CultureInfo.InvariantCulture, $" skill {skill.MinLevel}"), skill.Name);
        }

        foreach (var owned in task.Owned ?? [])
        {
            text.Append(" owned");
            owned.Roles.Order(StringComparer.Ordinal).ToList().ForEach(r => Add(text.Append(" by"), r));
            owned.Agents.Order(StringComparer.Ordinal).ToList().ForEach(a => Add(text.Append(" or"), a));
        }

        foreach (var agent in (task.Sliced ?? []).Select(s => s.Agent).Distinct().Order(StringComparer.Ordinal))
        {
            Add(text.Append(" sliced"), agent);
        }

        return text.ToString();
    }

    /// <summary>With its length, so that no name can look like two.</summary>
    private static void Add(StringBuilder text, string name) => text.Append(CultureInfo.InvariantCulture, $" {name.Length}:{name}");
}
