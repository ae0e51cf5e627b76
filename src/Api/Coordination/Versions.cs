using System.Globalization;
using Weft.Contracts;

namespace Weft.Api.Coordination;

/// <summary>Versions as ETags: of an aggregate or a task, never of the whole stream.</summary>
internal static class Versions
{
    public static string Tag(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    public static long? Of(object? answer) => answer switch
    {
        AgentAnswer a => a.Version,
        AgentView a => a.Version,
        ConflictAnswer a => a.Version,
        ConflictView a => a.Version,
        GateView a => a.Version,
        TaskAnswer a => a.Version,
        TaskView a => a.Version,
        TemplateAnswer a => a.Version,
        WorkflowAnswer a => a.Version,
        WorkflowView a => a.Version,
        WorkspaceAnswer a => a.Version,
        _ => null,
    };
}
