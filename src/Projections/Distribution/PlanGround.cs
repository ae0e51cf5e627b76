using System.Collections.Immutable;
using Weft.Domain.Distribution;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;
using Weft.Projections.Workflows;

namespace Weft.Projections.Distribution;

/// <summary>What a plan of a run is made from.</summary>
/// <param name="Tasks">of the run: work</param>
/// <param name="Taken">held by or offered to agents now beside the run's own work: tasks of other runs, and checks</param>
/// <param name="Limit">so many tasks of the run may be held at once</param>
/// <param name="OthersWait">other runs are under way</param>
public sealed record PlanGround(
    IReadOnlyList<TaskRow> Tasks, IReadOnlyList<GateRow> Gates, IReadOnlyList<TaskRow> Taken, ImmutableArray<AgentState> Agents, ChoiceRules Rules,
    DomainMap Map, int Limit, DateTimeOffset Now)
{
    /// <summary>Of the run: checks that are tasks already.</summary>
    public IReadOnlyList<TaskRow> Checks { get; init; } = [];

    /// <summary>Gates run their checks.</summary>
    public bool RunsChecks { get; init; } = true;

    public bool OthersWait { get; init; }

    /// <summary>Of tasks that went on from a checkpoint, by row: how far they had come then, in percent.</summary>
    public IReadOnlyDictionary<string, double> WentOnFrom { get; init; } = ImmutableDictionary<string, double>.Empty;

    /// <summary>Its tasks are given out now.</summary>
    public bool IsRunning { get; init; } = true;

    public bool Merges { get; init; }

    /// <summary>So many of all places are held back for urgent tasks.</summary>
    public int Reserved { get; init; }
}

/// <summary>Something that a plan rests on, or leaves out.</summary>
public sealed record Assumption(string Code, string Text)
{
    /// <summary>Those that matter here.</summary>
    /// <param name="gaps">so many tasks are left out</param>
    /// <param name="places">that the plan uses</param>
    /// <param name="foreign">of these, places taken by something else</param>
    internal static ImmutableArray<Assumption> Of(PlanGround ground, IReadOnlyList<TaskRow> open, int gaps, int places, int foreign, int overdue)
    {
        var found = new List<Assumption> { new("fails-never", "Every task takes as long as predicted for its agent; nothing fails, is moved or is done again, and no agent comes or goes.") };
        Add(ground.Tasks.Any(t => t.Status == WorkStatus.Conflicted), "conflicts", "Conflicts that wait for an answer get it at once.");
        Add(ground.Gates.Count > 0, "gates", "The checks of gates take neither time nor a place.");
        Add(ground.Merges, "merges", "Merging takes no time.");
        Add(!ground.IsRunning, "not-running", "The run is paused, or not running for another reason: none of its tasks is given out now. The figures are as if it went on at once.");
        Add(foreign > 0, "others-taken", FormattableString.Invariant($"{foreign} places are taken by tasks of other runs or checks, for as long as is predicted for these."));
        Add(ground.OthersWait, "others-waiting", "Tasks of other runs that wait get none of the places.");
        Add(overdue > 0, "overdue", FormattableString.Invariant($"{overdue} tasks have taken longer than predicted already, and are taken to end in a second."));
        Add(ground.Limit < places, "parallel-limit", FormattableString.Invariant($"The run does at most {ground.Limit} tasks at once; {places} places could do some of them."));
        Add(ground.Reserved > 0, "reserved", FormattableString.Invariant($"Places held back: {ground.Reserved}. They stay free, unless the run itself has tasks of priority {ground.Rules.UrgentPriority} or more: then it may use all."));
        Add(open.Any(t => t.Paths.Length + t.Touches.Length > 0), "slices", "Nobody has what the tasks touch for himself: slices are not waited for.");
        Add(ground.Rules.Tiers == TierMode.Prefer, "tiers", "A class of tasks does not wait for the tiers that it prefers.");
        Add(gaps > 0, "unplanned", FormattableString.Invariant(
            $"Tasks left out: {gaps}. Nobody can do them, they failed, or they need what is in the way. The figures are of the rest, and the run does not end with it."));
        return [.. found];

        void Add(bool matters, string code, string text)
        {
            if (matters)
            {
                found.Add(new Assumption(code, text));
            }
        }
    }
}
