using Weft.Contracts;

namespace Weft.Cli.Demo;

/// <param name="Failed">what its failed checks said</param>
public sealed record DemoGate(string Template, int Workers, string Gate, string Status, IReadOnlyList<string> Failed);

/// <param name="Workers">places</param>
public sealed record DemoRun(string Workflow, string Template, int Workers, string Status, double WallSeconds, double WorkSeconds, int Tasks, int Conflicts);

/// <summary>One workflow, all workers against one. Seconds are those of the run with all workers.</summary>
/// <param name="Speedup">wall time with one worker / wall time with all</param>
/// <param name="TheoreticalMaximum">work / max(critical path, work / n, the bound of each skill), of the one-worker run</param>
/// <param name="Waiting">running work that used no processor: the scripted agents wait as a model would</param>
/// <param name="Cpu">processor time of the tasks' commands</param>
/// <param name="GateCpu">the part of it that the gates' checks used</param>
/// <param name="Resolving">until the conflict was answered</param>
/// <param name="Coordination">wall time that neither the tasks' own work nor their dependencies explain</param>
public sealed record DemoWorkflow(
    string Template, double Speedup, double TheoreticalMaximum, double Efficiency, double ConflictFree, double Waiting, double Cpu, double GateCpu, double Resolving,
    double Coordination, double CoordinationShare, DemoRun One, DemoRun All);

public sealed record DemoSettings(double ThinkScale, bool ServiceBroken, int Workers);

/// <summary>What <c>weft demo --json</c> prints. The figures at the top are those of the fork-join.</summary>
public sealed record DemoResult(
    double? Efficiency, double? Speedup, double? TheoreticalMaximum, double? ConflictFree, double? Waiting, double? Cpu, double? Coordination,
    IReadOnlyList<DemoWorkflow> Workflows, bool AuditReplayEqual, IReadOnlyList<DemoGate> Gates, IReadOnlyList<DemoCommit> Commits, string? Branch,
    IReadOnlyList<DemoRun> Runs, AuditReport Audit, DemoSettings Settings, double Seconds, string Folder, IReadOnlyList<string> Files, bool Passed);
