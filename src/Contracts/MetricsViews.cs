namespace Weft.Contracts;

/// <summary>Where seconds went; the parts add up to <see cref="WholeSeconds"/>.</summary>
/// <param name="WorkingSeconds">running work that was handed in</param>
/// <param name="ReworkSeconds">running work that failed, was lost or was set back</param>
/// <param name="SynchronisationSeconds">Y5: waiting for an agent, for others before a gate, for a turn in the merge queue, for the next attempt</param>
/// <param name="CommunicationSeconds">Y6: between grant and start, and handing results over (merges)</param>
/// <param name="ResolvingSeconds">Y7: waiting for the answer to a conflict</param>
/// <param name="ValidationSeconds">Y8: checks of gates, and waiting for them</param>
/// <param name="DependencySeconds">waiting for the work of others that is needed first</param>
/// <param name="PausedSeconds">a person had paused the run</param>
public sealed record TimeSplit(
    double WholeSeconds, double WorkingSeconds, double ReworkSeconds, double SynchronisationSeconds, double CommunicationSeconds, double ResolvingSeconds,
    double ValidationSeconds, double DependencySeconds, double PausedSeconds);

/// <summary>How evenly something is spread over agents.</summary>
/// <param name="Variation">coefficient of variation: standard deviation / mean; 0 is even</param>
/// <param name="Gini">0 is even, near 1 is all with one agent</param>
public sealed record Spread(double Total, double Mean, double Min, double Max, double Variation, double Gini);

/// <summary>Y9-Y12, one agent: what its operating system said about its commands.</summary>
/// <param name="CpuShare">CPU seconds / seconds its commands ran</param>
public sealed record AgentUsage(
    string Agent, int Attempts, double RunSeconds, double CpuSeconds, double CpuShare, long? PeakMemoryBytes, long? ReadBytes, long? WriteBytes, long? NetworkBytes);

/// <summary>Distribution over agents; null where no worker's system tells the figure.</summary>
public sealed record UsageView(
    IReadOnlyList<AgentUsage> Agents, Spread? CpuSeconds, Spread? PeakMemoryBytes, Spread? StorageBytes, Spread? NetworkBytes);

/// <summary>Y4: how efficient the run was while a certain number of places were busy.</summary>
public sealed record ScalePoint(int Places, double Seconds, double WorkSeconds);

/// <summary>This run against another one of the same work, usually with one worker.</summary>
/// <param name="Speedup">wall time of the other / wall time of this one</param>
/// <param name="TheoreticalMaximum">work of the other / max(critical path, work / n, the bound of each skill)</param>
/// <param name="Efficiency">speedup / theoretical maximum</param>
/// <param name="Scalability">speedup / (n of this one / n of the other)</param>
public sealed record RunComparison(
    string Against, double AgainstWallSeconds, double WallSeconds, double WorkSeconds, int AgainstPlaces, int Places, double Speedup, double TheoreticalMaximum, double Efficiency, double Scalability);

/// <summary>Parallelism metrics of a run, from its events alone. See docs/reference/metrics.md for the definitions.</summary>
/// <param name="Places">n: how many tasks agents held at once at most, summed over the agents</param>
/// <param name="WorkSeconds">sum of the tasks' own durations</param>
/// <param name="CriticalPathSeconds">longest chain of dependencies by those durations</param>
/// <param name="SkillBoundSeconds">the largest of: work that only agents with one skill did / their places</param>
/// <param name="TheoreticalMaximum">Y1: work / max(critical path, work / n, bound of each skill)</param>
/// <param name="Speedup">Y2: work / wall</param>
/// <param name="Efficiency">Y3: speedup / theoretical maximum</param>
/// <param name="Scalability">Y4: speedup / n; against another run see <see cref="Against"/></param>
/// <param name="ConflictFree">tasks that met no conflict / tasks, 0-1</param>
/// <param name="CoordinationSeconds">wall time not explained by the tasks' own work or by dependencies</param>
/// <param name="CpuSeconds">of all attempts</param>
/// <param name="WaitingSeconds">running work during which the command used no CPU: it waited, as a model that thinks does</param>
/// <param name="AgentTime">every place of every agent from start to end</param>
/// <param name="TaskTime">every task from the run's start until it was done</param>
public sealed record MetricsView(
    long Position, string Workflow, string Status, bool Final, double WallSeconds, int Agents, int Places, int Tasks, int ConflictedTasks, double ConflictFree,
    double WorkSeconds, double CriticalPathSeconds, double SkillBoundSeconds, double TheoreticalMaximum, double Speedup, double Efficiency, double Scalability,
    double CoordinationSeconds, double CoordinationShare, double CpuSeconds, double WaitingSeconds, double GateCpuSeconds, TimeSplit AgentTime, TimeSplit TaskTime,
    IReadOnlyList<ScalePoint> Scale, UsageView Usage, RunComparison? Against);
