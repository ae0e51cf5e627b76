using System.Globalization;
using Weft.Cli.Agents;

namespace Weft.Cli.Demo;

/// <summary>What the demo does, as data: who works, on what, and what the gates run.</summary>
public static class DemoPlan
{
    public const string ForkJoin = "full_stack_feature_development";
    public const string Pipeline = "continuous_integration_deployment";

    public static IReadOnlyList<FleetMember> OneWorker { get; } = [new("solo", "contracts,backend,frontend,security,observability,qa,docs")];

    public static IReadOnlyList<FleetMember> SixWorkers { get; } =
    [
        new("contracts", "contracts=0.9,docs=0.8"), new("backend", "backend=0.9"), new("frontend", "frontend=0.9"), new("security", "security=0.9"),
        new("observability", "observability=0.8"), new("qa", "qa=0.9"),
    ];

    /// <summary>The gates run the repository's own tests: they compile the service, start it, call it and compare.</summary>
    public static IReadOnlyDictionary<string, string> Parameters(string template, int workers)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["ParallelAgents"] = workers.ToString(CultureInfo.InvariantCulture) };
        if (template == ForkJoin)
        {
            parameters["ContractsCheck"] = "sh test.sh contract-form";
            parameters["ImplementationCheck"] = "sh test.sh behaviour contract policy page log";
            parameters["TestingCheck"] = "sh test.sh";
        }
        else
        {
            parameters["ValidationCheck"] = "sh test.sh";
        }

        return parameters;
    }

    /// <param name="scale">of the waits</param>
    public static string Exec(DemoFolder folder, double scale, bool broken) =>
        string.Create(CultureInfo.InvariantCulture, $"sh '{Path.Combine(folder.Agents, "agent.sh").Replace("'", "'\\''", StringComparison.Ordinal)}' {scale} {(broken ? "broken" : "none")}");
}
