namespace Weft.Contracts;

/// <summary>Replays the events and compares what they give with the read models that are served.</summary>
/// <param name="MaxDifferences">how many differing rows are named, for each read model</param>
public sealed record AuditReplayRequest(int MaxDifferences = 10);

/// <param name="Kind">changed, missing (only the replay has it) or extra (only the live read model has it)</param>
/// <param name="Live">canonical JSON, cut at 4 KB</param>
public sealed record RowDifference(string Workspace, string Id, string Kind, string? Live, string? Rebuilt);

/// <param name="Name">for example task_row</param>
/// <param name="Position">both sides reflect the events up to here</param>
public sealed record ReadModelAudit(string Name, long Position, long Rows, string LiveHash, string RebuiltHash, bool Equal, IReadOnlyList<RowDifference> Differences);

/// <summary>Whether the read models say what the events say.</summary>
/// <param name="Position">the least of the read models' positions</param>
public sealed record AuditReport(string Workspace, long Position, long Events, double Seconds, bool Equal, IReadOnlyList<ReadModelAudit> ReadModels);

/// <param name="Clock">actor number → count of that actor's events that its author knew</param>
public sealed record ArtifactVersionView(int Version, string Hash, long SizeBytes, string Author, string Task, IReadOnlyDictionary<string, long> Clock);

public sealed record ArtifactView(string Workflow, string Name, IReadOnlyList<ArtifactVersionView> Versions);

/// <summary>F1: which of two versions knew of the other.</summary>
/// <param name="Order">before, after, equal or concurrent: the left one seen from the right one</param>
public sealed record CausalComparison(ArtifactVersionView Left, ArtifactVersionView Right, string Order);
