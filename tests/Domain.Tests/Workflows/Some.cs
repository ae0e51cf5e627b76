using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Domain.Tests.Workflows;

/// <summary>Definitions in few words.</summary>
public static class Some
{
    public static AssignmentReason Reason { get; } = new("test", 1, null, null, 1, ImmutableSortedDictionary<string, int>.Empty);

    public static RepositoryRef Repository { get; } = new("/tmp/remote.git", new string('0', 40), "weft/w1/integration");

    public static ConflictedFile ConflictedFile { get; } = new("a.txt", ConflictKind.Content, "h0", "h1", "h2", "h3");

    public static RunSettings Settings { get; } = new(256, Coordination.Pull, ConflictApproach.Human, QualityStrategy.Gates, MetricsLevel.Full);

    public static TaskDefinition Task(string name, params string[] needs) => new(
        name, "stage", [.. needs], [], Complexity.Simple, 5, 10, 60, new RetryPolicy(3, 2, 2, 300), [], [], BaseChoice.Latest, null, []);

    public static GateDefinition Gate(string name, string[] after, string[] checks, int timeoutSeconds = 0) =>
        new(name, [.. after], [.. checks.Select(c => new CheckDefinition(c, $"run {c}", [], 60))], timeoutSeconds);

    public static MilestoneDefinition Milestone(string name, int weight, params string[] requires) => new(name, weight, [.. requires]);

    public static WorkflowDefinition Workflow(params TaskDefinition[] tasks) => new("run", [new("stage", StageMode.Parallel)], [.. tasks], [], [], Settings);

    public static WorkflowDefinition With(this WorkflowDefinition w, params GateDefinition[] gates) => w with { Gates = [.. gates] };

    public static WorkflowDefinition With(this WorkflowDefinition w, params MilestoneDefinition[] milestones) => w with { Milestones = [.. milestones] };

    public static WorkflowDefinition With(this WorkflowDefinition w, RunSettings settings) => w with { Settings = settings };

    public static ArtifactRef Artifact(string name, string hash = "h1") => new(name, hash, 10, 0);

    public static TaskResult Result(WorkItem item, string? commit = null) => new(
        commit, commit is null ? null : $"weft/w1/{item.Name}", [.. item.Definition.Produces.Select(p => Artifact(p, $"{p}-{item.Name}-{item.Attempt}"))], null, null);

    public static TaskResult Empty { get; } = new(null, null, [], null, null);
}
