namespace Weft.Benchmarks.Rigs;

/// <summary>Definitions as a user of the API writes them.</summary>
public static class BenchTemplates
{
    private const string Head = """
        description: For measuring.
        parameters:
          ParallelAgents: {default: 256}
          CoordinationMechanism: {default: pull}
          ConflictResolutionApproach: {default: human}
          QualityAssuranceStrategy: {default: gates}
          ParallelismMetrics: {default: summary}
        workflow_templates:
          concurrent_development: "{{.ParallelAgents}}"
          coordination_strategy: "{{.CoordinationMechanism}}"
          conflict_resolution: "{{.ConflictResolutionApproach}}"
          quality_integration: "{{.QualityAssuranceStrategy}}"
          performance_monitoring: "{{.ParallelismMetrics}}"
        stages:
          - {name: work, mode: parallel}
        tasks:
        """;

    /// <summary>So many tasks that wait for nothing.</summary>
    public static string Fork(string name, int tasks) =>
        $"name: {name}\n{Head}\n" + string.Concat(Enumerable.Range(0, tasks).Select(i => $"  - {{name: t{i}, stage: work}}\n"));

    /// <summary>And one that needs them all.</summary>
    public static string ForkJoin(string name, int width) =>
        Fork(name, width) + $"  - {{name: join, stage: work, needs: [{string.Join(", ", Enumerable.Range(0, width).Select(i => $"t{i}"))}]}}\n";
}
