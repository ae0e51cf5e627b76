using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Weft.Domain.Agents;

/// <summary>A skill that an agent is learning: it gets tasks of it, and one who has the skill looks at what comes of them.</summary>
/// <param name="Level">that it has once it has passed</param>
public sealed record Training(string Skill, double Level, string Supervisor, string Trigger, int Passed, int Failed)
{
    /// <summary>Handed in for practice and not reviewed yet, the first one first.</summary>
    public ImmutableArray<PracticeWork> Awaiting { get; init; } = [];
}

/// <param name="Work">workflow/task/attempt</param>
public sealed record ReviewedWork(string Skill, string Work, bool Passed, string By, DateTimeOffset At);

/// <param name="HandedInAt">since then it waits for its review</param>
public sealed record PracticeWork(string Workflow, string Task, int Attempt, DateTimeOffset HandedInAt)
{
    [JsonIgnore]
    public string Work => Train.WorkOf(Workflow, Task, Attempt);
}

/// <summary>Learning a skill by supervised tasks: so many that pass bring the level, a second one that fails ends it.</summary>
public static class Train
{
    public const double LeastLevel = 0.5;
    public const int PassesNeeded = 3;
    public const int FailuresAllowed = 1;

    /// <summary>So many verdicts on an agent are kept for each skill, beyond the training that they were spoken in.</summary>
    public const int MostReviewed = 50;

    /// <summary>So many of its tasks at once may be under way or wait for their review: what it does wrong is told before it does it everywhere.</summary>
    public const int MostUnreviewed = 3;

    public static string WorkOf(string workflow, string task, int attempt) => FormattableString.Invariant($"{workflow}/{task}/{attempt}");

    public static Decision<IAgentEvent> Start(Agent? state, string skill, double level, string supervisor, string trigger) =>
        state is null || state.Level(skill) >= level || state.TrainingIn(skill) is not null ? Decision<IAgentEvent>.Nothing
            : Decision<IAgentEvent>.Accept(new TrainingStarted(skill, level, supervisor, trigger));

    public static Decision<IAgentEvent> HandIn(Agent? state, string skill, string workflow, string task, int attempt) =>
        state?.TrainingIn(skill) is not { } training || state.ReviewOf(skill, WorkOf(workflow, task, attempt)) is not null || training.IsAwaiting(WorkOf(workflow, task, attempt))
            ? Decision<IAgentEvent>.Nothing
            : Decision<IAgentEvent>.Accept(new PracticeHandedIn(skill, workflow, task, attempt));

    public static bool IsAwaiting(this Training training, string work) => training.Awaiting.Any(w => w.Work == work);

    /// <summary>The verdict on an attempt; null: none yet.</summary>
    public static ReviewedWork? ReviewOf(this Agent agent, string skill, string work) => agent.Reviewed.FirstOrDefault(r => r.Skill == skill && r.Work == work);

    /// <summary>A verdict stands, also beyond its training: what was counted, and what came of it, is not taken back by another one.</summary>
    /// <param name="work">which attempt it is about: workflow/task/attempt</param>
    public static Decision<IAgentEvent> Review(Agent? state, string agent, string skill, string work, bool passed, string by)
    {
        if (state?.ReviewOf(skill, work) is { } before)
        {
            return before.Passed == passed ? Decision<IAgentEvent>.Nothing : AlreadyReviewed(agent, before);
        }

        if (state?.TrainingIn(skill) is not { } training)
        {
            return Rejection.Because("training.unknown", $"Agent '{agent}' is not learning '{skill}'.", ("agent", agent), ("skill", skill));
        }

        var reviewed = new TrainingReviewed(skill, work, passed, by);
        var (passes, failures) = (training.Passed + (passed ? 1 : 0), training.Failed + (passed ? 0 : 1));
        return passes >= PassesNeeded ? Decision<IAgentEvent>.Accept(reviewed, new SkillEarned(skill, training.Level))
            : failures > FailuresAllowed ? Decision<IAgentEvent>.Accept(reviewed, new TrainingEnded(skill, "too many of its tasks did not pass"))
            : Decision<IAgentEvent>.Accept(reviewed);
    }

    internal static Agent HandedIn(Agent a, PracticeHandedIn e, DateTimeOffset at) => a with
    {
        Trainings = [.. a.Trainings.Select(t => t.Skill != e.Skill ? t : t with { Awaiting = t.Awaiting.Add(new(e.Workflow, e.Task, e.Attempt, at)) })],
    };

    internal static Agent Reviewed(Agent a, TrainingReviewed e, DateTimeOffset at) => a with
    {
        Reviewed =
        [
            .. a.Reviewed.Where(r => r.Skill != e.Skill), .. a.Reviewed.Where(r => r.Skill == e.Skill).TakeLast(MostReviewed - 1),
            new(e.Skill, e.Work, e.Passed, e.By, at),
        ],
        Trainings = [.. a.Trainings.Select(t => t.Skill != e.Skill ? t : t with
        {
            Passed = t.Passed + (e.Passed ? 1 : 0),
            Failed = t.Failed + (e.Passed ? 0 : 1),
            Awaiting = t.Awaiting.RemoveAll(w => w.Work == e.Work),
        })],
    };

    /// <summary>The matrix changes: it has the skill now, at that level or what it had before.</summary>
    internal static Agent Earned(Agent a, SkillEarned e) => a.Without(e.Skill) with
    {
        Earned = a.Earned.Where(s => s.Name != e.Skill).Append(new Skill(e.Skill, e.Level)).ToImmutableArray(),
        Profile = a.Profile with { Skills = [.. a.Profile.Skills.Where(s => s.Name != e.Skill), new Skill(e.Skill, Math.Max(e.Level, a.Level(e.Skill)))] },
    };

    internal static Agent Ended(Agent a, TrainingEnded e) =>
        a.Without(e.Skill) with { FailedTrainings = e.Unsupervised == true ? a.FailedTrainings : a.FailedTrainings.Add(e.Skill) };

    private static Rejection AlreadyReviewed(string agent, ReviewedWork before)
    {
        var (verdict, at) = (before.Passed ? "passed" : "failed", before.At.ToString("O", CultureInfo.InvariantCulture));
        return Rejection.Because(
            "training.already-reviewed", $"'{before.By}' judged this work of '{agent}' for '{before.Skill}' at {at}: it {verdict}, and that stands. Judge another of its tasks.",
            ("agent", agent), ("skill", before.Skill), ("work", before.Work), ("verdict", verdict), ("by", before.By), ("at", at));
    }

    private static Agent Without(this Agent a, string skill) => a with { Trainings = [.. a.Trainings.Where(t => t.Skill != skill)] };
}
