using Weft.Application.Templates;

namespace Weft.Integration.Tests.Templates;

/// <summary>The smallest template, to which a test adds what it is about.</summary>
internal static class Sample
{
    public const string Settings = """
        workflow_templates:
          concurrent_development: "{{.ParallelAgents}}"
          coordination_strategy: "{{.CoordinationMechanism}}"
          conflict_resolution: "{{.ConflictResolutionApproach}}"
          quality_integration: "{{.QualityAssuranceStrategy}}"
          performance_monitoring: "{{.ParallelismMetrics}}"

        """;

    public const string Parameters = """
        parameters:
          ParallelAgents: {default: 2}
          CoordinationMechanism: {default: pull}
          ConflictResolutionApproach: {default: human}
          QualityAssuranceStrategy: {default: gates}
          ParallelismMetrics: {default: full}

        """;

    public const string Head = "name: sample\n" + Parameters + Settings;

    public static TemplateReading Read(string text, params (string Name, string Value)[] parameters) =>
        TemplateReader.Read(text, parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal));

    public static TemplateReading ReadBody(string body, params (string Name, string Value)[] parameters) => Read(Head + body, parameters);
}
