using Weft.Contracts;

namespace Weft.Cli.Workflows;

/// <summary>What the server found that keeps tasks of a run waiting, for people.</summary>
internal static class Warnings
{
    public static void Tell(IReadOnlyList<WorkflowWarning>? warnings, Action<string> say)
    {
        foreach (var warning in warnings ?? [])
        {
            say($"warning: {warning.Detail} {warning.Next}");
        }
    }
}
