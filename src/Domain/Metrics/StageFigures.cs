using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Domain.Metrics;

/// <summary>How parallel a stage was.</summary>
/// <param name="Work">of its tasks: what it would have taken one after another</param>
/// <param name="Waiting">of its tasks, between ready and done: for an agent, the start, the merge, an answer, the next attempt</param>
/// <param name="Places">most of its tasks that were held at once</param>
public sealed record StageFigures(
    string Stage, StageMode Mode, int Tasks, DateTimeOffset? From, DateTimeOffset? To, TimeSpan Work, TimeSpan Waiting, int Places)
{
    public TimeSpan Wall => From is { } from && To is { } to ? to - from : TimeSpan.Zero;

    /// <summary>Against one after another.</summary>
    public double Parallelism => Wall == TimeSpan.Zero ? 0 : (double)Work.Ticks / Wall.Ticks;

    public double Efficiency => Places == 0 ? 0 : Parallelism / Places;

    public static ImmutableArray<StageFigures> Of(RunRecord run, ImmutableArray<Stint> stints)
    {
        var held = stints.Where(s => s is { Kind: WorkKind.Work, IsConflict: false }).ToLookup(s => s.Stage, StringComparer.Ordinal);
        var tasks = run.Of(WorkKind.Work).ToLookup(h => h.Stage, StringComparer.Ordinal);
        return [.. run.Stages.Select(s => Of(run, s, [.. tasks[s.Name]], [.. held[s.Name]]))];
    }

    /// <summary>The one that took longest.</summary>
    public static string? Slowest(IEnumerable<StageFigures> stages) =>
        stages.Where(s => s.Wall > TimeSpan.Zero).OrderByDescending(s => s.Wall).ThenBy(s => s.Stage, StringComparer.Ordinal).FirstOrDefault()?.Stage;

    private static StageFigures Of(RunRecord run, StageDefinition stage, TaskHistory[] tasks, Stint[] held)
    {
        var begun = tasks.Where(t => !t.Segments.IsEmpty).ToArray();
        var waiting = begun.SelectMany(t => t.Segments).Where(s => s.Phase != Phase.Running).Sum(s => ((s.To ?? run.End) - s.From).Ticks);
        return new(
            stage.Name, stage.Mode, tasks.Length,
            begun.Length == 0 ? null : begun.Min(t => t.Segments[0].From),
            begun.Length == 0 ? null : begun.Max(t => t.Segments[^1].To ?? run.End),
            new(held.Where(s => s.Counts).Sum(s => s.Running.Ticks)), new(waiting), Crew.Peak(held));
    }
}
