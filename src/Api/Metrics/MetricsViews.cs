using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain.Metrics;

namespace Weft.Api.Metrics;

internal static class MetricsViews
{
    public static MetricsView View(this RunMetrics m, long position, RunMetrics? against) => new(
        position, m.Run.Id, m.Run.Clock.Status.Said(), m.Run.IsFinal, m.Wall.TotalSeconds, m.Crew.Members.Length, m.Crew.Places, m.Tasks, m.ConflictedTasks, m.ConflictFree,
        m.Bounds.Work.TotalSeconds, m.Bounds.CriticalPath.TotalSeconds, m.Bounds.SkillBound.TotalSeconds, m.Bounds.TheoreticalMaximum, m.Speedup, m.Efficiency, m.Scalability,
        m.Coordination.TotalSeconds, m.CoordinationShare, m.CpuMs / 1000.0, m.WaitingMs / 1000.0, m.GateCpuMs / 1000.0, m.AgentTime.Split.View(), m.TaskTime.View(),
        [.. m.AgentTime.Scale.Select(s => new Contracts.ScalePoint(s.Busy, s.Wall.TotalSeconds, s.Work.TotalSeconds))],
        Usage(m), against is null ? null : View(Domain.Metrics.RunComparison.Of(against, m), against.Run.Id));

    public static CriticalPathView PathView(this RunMetrics m, long position) => new(
        position, m.Run.Id, m.Wall.TotalSeconds, m.Path.Sum(s => s.Working.TotalSeconds), m.Path.Sum(s => s.Waiting.TotalSeconds), StageFigures.Slowest(m.Stages),
        [.. m.Stages.Select(View)], [.. m.Path.Select(View)]);

    private static Contracts.RunComparison View(Domain.Metrics.RunComparison c, string against) => new(
        against, c.OtherWall.TotalSeconds, c.Wall.TotalSeconds, c.Work.TotalSeconds, c.OtherPlaces, c.Places, c.Speedup, c.TheoreticalMaximum, c.Efficiency, c.Scalability);

    private static TimeSplit View(this Split s) => new(
        s.Whole.TotalSeconds, s[Spent.Working].TotalSeconds, s[Spent.Rework].TotalSeconds, s[Spent.Synchronisation].TotalSeconds, s[Spent.Communication].TotalSeconds,
        s[Spent.Resolving].TotalSeconds, s[Spent.Validation].TotalSeconds, s[Spent.Dependency].TotalSeconds, s[Spent.Paused].TotalSeconds);

    private static UsageView Usage(RunMetrics m) => new(
        [.. m.Costs.Select(c => new AgentUsage(c.Agent, c.Attempts, c.RunMs / 1000.0, c.CpuMs / 1000.0, c.RunMs == 0 ? 0 : (double)c.CpuMs / c.RunMs, c.PeakMemoryBytes, c.ReadBytes, c.WriteBytes, c.NetworkBytes))],
        View(Domain.Metrics.Spread.Of(m.Costs.Select(c => (double?)(c.CpuMs / 1000.0)))), View(Domain.Metrics.Spread.Of(m.Costs.Select(c => (double?)c.PeakMemoryBytes))),
        View(Domain.Metrics.Spread.Of(m.Costs.Select(c => (double?)c.StorageBytes))), View(Domain.Metrics.Spread.Of(m.Costs.Select(c => (double?)c.NetworkBytes))));

    private static Contracts.Spread? View(Domain.Metrics.Spread? s) => s is null ? null : new(s.Total, s.Mean, s.Min, s.Max, s.Variation, s.Gini);

    private static StageView View(StageFigures s) => new(
        s.Stage, s.Mode.Said(), s.Tasks, s.From, s.To, s.Work.TotalSeconds, s.Wall.TotalSeconds, s.Waiting.TotalSeconds, s.Parallelism, s.Places, s.Efficiency);

    private static Contracts.PathStep View(Domain.Metrics.PathStep s) => new(
        s.Stint.Task, s.Stint.IsConflict ? "conflict" : s.Stint.Kind.Said(), s.Stint.Stage.Length == 0 ? null : s.Stint.Stage, s.Stint.Agent, s.From, s.To,
        s.Working.TotalSeconds, s.Waiting.TotalSeconds, s.After, s.Because.Said());
}
