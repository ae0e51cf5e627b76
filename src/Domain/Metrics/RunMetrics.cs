using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Domain.Metrics;

/// <summary>The parallelism figures of one run, from its record alone (docs/reference/metrics.md has the definitions).</summary>
public sealed record RunMetrics(
    RunRecord Run, Crew Crew, WorkBounds Bounds, ImmutableArray<PathStep> Path, TimeSpan Coordination, AgentTime AgentTime, Split TaskTime,
    ImmutableArray<StageFigures> Stages, ImmutableArray<AgentCost> Costs, int Tasks, int ConflictedTasks)
{
    public TimeSpan Wall => Run.End - Run.Start;

    /// <summary>work / wall: how many places were busy on average with work that counted</summary>
    public double Speedup => Wall == TimeSpan.Zero ? 0 : (double)Bounds.Work.Ticks / Wall.Ticks;

    public double Efficiency => Bounds.TheoreticalMaximum == 0 ? 0 : Speedup / Bounds.TheoreticalMaximum;

    public double Scalability => Crew.Places == 0 ? 0 : Speedup / Crew.Places;

    public double ConflictFree => Tasks == 0 ? 1 : 1 - ((double)ConflictedTasks / Tasks);

    public double CoordinationShare => Wall == TimeSpan.Zero ? 0 : (double)Coordination.Ticks / Wall.Ticks;

    public long CpuMs => Run.Tasks.SelectMany(t => t.History.Costs).Sum(c => c.CpuMs);

    public long GateCpuMs => Run.Of(WorkKind.Check).SelectMany(h => h.Costs).Sum(c => c.CpuMs);

    /// <summary>Commands of tasks ran, but used no CPU: they waited, as a model that thinks does.</summary>
    public long WaitingMs => Run.Of(WorkKind.Work).SelectMany(h => h.Costs).Sum(c => Math.Max(0, c.DurationMs - c.CpuMs));

    /// <param name="skills">agent → skills that it declared, where known</param>
    public static RunMetrics Of(RunRecord run, IReadOnlyDictionary<string, ImmutableArray<string>>? skills = null)
    {
        var stints = Stint.All(run);
        var crew = Crew.Of(run, stints, skills);
        var path = ActualPath.Of(run, stints);
        var work = run.Of(WorkKind.Work).ToArray();
        return new(
            run, crew, WorkBounds.Of(run, crew), path, ActualPath.Coordination(run, path), AgentTime.Of(run, stints, crew.Places), Metrics.TaskTime.Of(run, stints),
            StageFigures.Of(run, stints), AgentCost.Of(run), work.Length, work.Count(h => h.Conflicts > 0));
    }
}

/// <summary>A run against another one of the same work, usually with one worker.</summary>
/// <param name="Work">of the other run</param>
/// <param name="TheoreticalMaximum">work of the other / max(its critical path, work / n, the bound of each skill)</param>
public sealed record RunComparison(TimeSpan OtherWall, TimeSpan Wall, TimeSpan Work, int OtherPlaces, int Places, double TheoreticalMaximum)
{
    public double Speedup => Wall == TimeSpan.Zero ? 0 : (double)OtherWall.Ticks / Wall.Ticks;

    public double Efficiency => TheoreticalMaximum == 0 ? 0 : Speedup / TheoreticalMaximum;

    /// <summary>Speed-up for each time that there are more places.</summary>
    public double Scalability => OtherPlaces == 0 || Places == 0 ? 0 : Speedup * OtherPlaces / Places;

    public static RunComparison Of(RunMetrics other, RunMetrics mine)
    {
        var bounds = WorkBounds.Of(other.Run, mine.Crew);
        return new(other.Wall, mine.Wall, bounds.Work, other.Crew.Places, mine.Crew.Places, bounds.TheoreticalMaximum);
    }
}
