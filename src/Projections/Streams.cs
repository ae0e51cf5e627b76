namespace Weft.Projections;

/// <summary>How the store names its streams.</summary>
internal static class Streams
{
    public const string Agent = "agent-";
    public const string Conflict = "conflict-";
    public const string Template = "template-";
    public const string Workflow = "workflow-";

    public static bool Is(this JasperFx.Events.IEvent happened, string prefix) =>
        happened.StreamKey is { } key && key.StartsWith(prefix, StringComparison.Ordinal);
}
