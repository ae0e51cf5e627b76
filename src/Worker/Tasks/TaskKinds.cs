namespace Weft.Worker.Tasks;

/// <summary>The kinds of task that the API names.</summary>
internal static class TaskKinds
{
    public const string Work = "work";
    public const string Check = "check";
    public const string Merge = "merge";
    public const string Revert = "revert";
}
