namespace Weft.Tests;

/// <summary>A template as tests usually need one: the five parameters with what is usual, and the part that a test is about.</summary>
internal static class UsualTemplate
{
    /// <param name="body">skills, tasks, gates and what else there is, as YAML</param>
    /// <param name="parallel">tasks that may be held at once</param>
    public static string Of(string name, string body, int parallel = 4, string conflicts = "human") => $$$"""
        name: {{{name}}}
        parameters:
          ParallelAgents: {default: {{{parallel}}}}
          CoordinationMechanism: {default: pull}
          ConflictResolutionApproach: {default: {{{conflicts}}}}
          QualityAssuranceStrategy: {default: gates}
          ParallelismMetrics: {default: full}
        workflow_templates:
          concurrent_development: "{{.ParallelAgents}}"
          coordination_strategy: "{{.CoordinationMechanism}}"
          conflict_resolution: "{{.ConflictResolutionApproach}}"
          quality_integration: "{{.QualityAssuranceStrategy}}"
          performance_monitoring: "{{.ParallelismMetrics}}"
        {{{body}}}

        """;
}
