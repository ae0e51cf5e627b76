using System.Collections.Immutable;

namespace Weft.Domain.Workflows;

public enum WorkflowStatus { Planned, Running, Paused, Completed, Failed, Cancelled }

/// <summary>A place to roll back to: a milestone when it was reached, or a checkpoint that somebody named.</summary>
public sealed record RestorePoint(string Name, string? Commit, ImmutableHashSet<string> Done)
{
    /// <summary>How many entries the merge log had: what came later is what a roll-back undoes.</summary>
    public int Merges { get; init; }
}

/// <summary>An integration commit and the task whose work it brought.</summary>
public sealed record MergedBranch(string Task, string Commit);

public sealed record MilestoneState(MilestoneDefinition Definition, int Left, bool Reached);

/// <summary>The state of one run, folded from its stream. Collections are persistent: a decision touches a task and its neighbours.</summary>
/// <param name="Head">the integration branch's commit, as far as events tell; null without a repository</param>
/// <param name="Merges">merge tasks in queue order; the first one is being worked on</param>
/// <param name="Done">names of completed tasks and passed gates</param>
public sealed record Workflow(
    string Id,
    string Name,
    string Template,
    int TemplateVersion,
    ImmutableSortedDictionary<string, string> Parameters,
    RunSettings Settings,
    ImmutableArray<StageDefinition> Stages,
    RepositoryRef? Repository,
    WorkflowStatus Status,
    long Version,
    ImmutableDictionary<string, WorkItem> Items,
    ImmutableDictionary<string, GateState> Gates,
    ImmutableDictionary<string, MilestoneState> Milestones,
    ImmutableDictionary<string, ImmutableArray<string>> MilestonesOf,
    ImmutableDictionary<string, ArtifactRef> Artifacts,
    ImmutableDictionary<string, RestorePoint> RestorePoints,
    ImmutableList<string> Merges,
    ImmutableHashSet<string> Done,
    string? Head)
{
    /// <summary>Tasks and gates that are not done for good; the run is complete at zero.</summary>
    public int Open { get; init; }

    /// <summary>Items that somebody or something still moves forward; with none left and something open, the run has failed.</summary>
    public int Moving { get; init; }

    /// <summary>Work and checks held by agents now; bounded by ParallelAgents.</summary>
    public int Held { get; init; }

    /// <summary>Work and checks offered to agents now: each keeps its place free until it is taken or lapses.</summary>
    public int Offered { get; init; }

    /// <summary>The revert task that must be done before anything else starts.</summary>
    public string? Reverting { get; init; }

    public int PlannedTasks { get; init; }

    public int TaskCount { get; init; }

    public int Rollbacks { get; init; }

    /// <summary>Artifact → the tasks that consume it.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> ConsumersOf { get; init; } = ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Integration commits with the task each one brought, oldest first.</summary>
    public ImmutableList<MergedBranch> MergeLog { get; init; } = [];

    public bool IsTerminal => Status is WorkflowStatus.Completed or WorkflowStatus.Cancelled;

    /// <summary>How many tasks more may be held or offered now, whatever its status.</summary>
    public int PlacesLeft => Math.Max(0, Math.Min(Settings.ParallelAgents - Held - Offered, (int)Math.Min(int.MaxValue, Plan.MaxEvents - Version)));

    public bool AcceptsClaims => Status == WorkflowStatus.Running && PlacesLeft > 0;

    public WorkItem? Item(string name) => Items.GetValueOrDefault(name);

    public bool IsDone(string node) => Done.Contains(node);
}
