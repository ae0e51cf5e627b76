using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Weft.Domain.Agents;

public enum AgentTier { Junior, Senior, Architect }

public enum AgentStatus { Active, Suspect, Lost, Draining, Left }

/// <param name="Level">0-1</param>
public sealed record Skill(string Name, double Level);

/// <summary>How long an agent may be silent. Counted from its last heartbeat, renewal or claim.</summary>
public sealed record Deadlines(double SuspectAfterSeconds, double LostAfterSeconds)
{
    public static Deadlines Default { get; } = new(10, 30);
}

/// <summary>What an agent declares about itself.</summary>
/// <param name="Capacity">how many tasks at once</param>
/// <param name="Merges">whether it also does merges and reverts, in a lane of their own</param>
/// <param name="Endpoint">where it can be reached, if at all</param>
public sealed record AgentProfile(
    string Name, ImmutableArray<Skill> Skills, string? Specialty, AgentTier Tier, int Capacity, bool Merges, string? Endpoint, Deadlines Deadlines)
{
    /// <summary>What it is in the domain map: backend, frontend…; null: nothing.</summary>
    public ImmutableArray<string>? Roles { get; init; }

    /// <summary>The launcher that started it and stops it again; null: it came of itself, and scaling does not count it.</summary>
    public string? Launcher { get; init; }
}

/// <summary>Measured, not declared: folded from finished tasks and written down every few of them.</summary>
/// <param name="PaceRatio">duration divided by estimate, exponentially averaged; below 1 is faster than estimated</param>
public sealed record Performance(int Completed, int Failed, double PaceRatio)
{
    public static Performance None { get; } = new(0, 0, 1);

    [JsonIgnore]
    public int Results => Completed + Failed;
}

public interface IAgentEvent;

public sealed record AgentRegistered(string AgentId, AgentProfile Profile) : IAgentEvent;

public sealed record AgentProfileChanged(AgentProfile Profile) : IAgentEvent;

public sealed record AgentCapacityChanged(int Capacity) : IAgentEvent;

/// <summary>Levels and pace as learnt from results.</summary>
public sealed record AgentMeasured(Performance Performance, ImmutableArray<Skill> Skills) : IAgentEvent
{
    /// <summary>How long it takes by kind of task; null in events from before that was learnt.</summary>
    public ImmutableArray<Baseline>? Baselines { get; init; }
}

public sealed record AgentDraining(string Reason) : IAgentEvent;

public sealed record AgentLeft(string Reason) : IAgentEvent;

/// <param name="SilentSeconds">since it was last heard of: the evidence</param>
public sealed record AgentSuspected(double SilentSeconds) : IAgentEvent;

public sealed record AgentLost(double SilentSeconds) : IAgentEvent;

public sealed record AgentRecovered(string From) : IAgentEvent;

/// <param name="Level">that it has once it has passed</param>
/// <param name="Supervisor">has the skill, and reviews what comes of it</param>
/// <param name="Trigger">of the balancing that asked for it</param>
public sealed record TrainingStarted(string Skill, double Level, string Supervisor, string Trigger) : IAgentEvent;

/// <summary>An attempt that it was given for practice is handed in and waits for its supervisor's word.</summary>
public sealed record PracticeHandedIn(string Skill, string Workflow, string Task, int Attempt) : IAgentEvent;

/// <param name="Work">workflow/task/attempt</param>
public sealed record TrainingReviewed(string Skill, string Work, bool Passed, string By) : IAgentEvent;

public sealed record SkillEarned(string Skill, double Level) : IAgentEvent;

/// <summary>Another one who has the skill reviews what comes of a training from here on, and what waits for its review already.</summary>
/// <param name="Reason">why the one before does not any more</param>
public sealed record SupervisorChanged(string Skill, string From, string To, string Reason) : IAgentEvent;

/// <summary>It does not get tasks of this skill any more, and is not asked to learn it again unless nobody was left to supervise it.</summary>
public sealed record TrainingEnded(string Skill, string Reason) : IAgentEvent
{
    /// <summary>It is not the learner's fault; null: too much of its work did not pass.</summary>
    public bool? Unsupervised { get; init; }
}
