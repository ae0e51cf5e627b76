using System.Text;
using Weft.Domain.Access;
using Weft.Domain.Agents;
using Weft.Domain.Artifacts;
using Weft.Domain.Balancing;
using Weft.Domain.Catalogue;
using Weft.Domain.Conflicts;
using Weft.Domain.Distribution;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;
using Weft.Domain.Workspaces;

namespace Weft.Application.EventStore;

/// <summary>Stored event names: the snake case of the record's name when it was first shipped. They never follow a renamed class:
/// a renamed event keeps its old name here, and the golden samples in the tests hold that down.</summary>
public static class EventNames
{
    private static readonly Type[] Families =
    [
        typeof(IAccessEvent), typeof(IAgentEvent), typeof(IArtifactEvent), typeof(IAssignmentEvent), typeof(IBalancingEvent), typeof(IConflictEvent), typeof(ILedgerEvent),
        typeof(ITemplateEvent), typeof(IWorkflowEvent), typeof(IWorkspaceEvent),
    ];

    public static IReadOnlyDictionary<Type, string> All { get; } = typeof(IWorkflowEvent).Assembly.GetTypes()
        .Where(t => t is { IsClass: true, IsAbstract: false } && Families.Any(f => f.IsAssignableFrom(t)))
        .OrderBy(t => t.Name, StringComparer.Ordinal)
        .ToDictionary(t => t, t => Snake(t.Name));

    private static string Snake(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
