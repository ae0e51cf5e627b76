using System.Diagnostics;
using System.Text.Json;
using Shouldly;

namespace Weft.EndToEnd.Tests.Demo;

/// <summary>The main job as people see it. Figures have to be there; how good they are is for the benchmark, not for a test.</summary>
[Trait("Capability", "A2")]
public sealed class DemoTests : IDisposable
{
    private static readonly string[] Figures = ["efficiency", "speedup", "theoreticalMaximum", "conflictFree", "waiting", "cpu", "coordination"];
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task Both_workflows_run_with_one_and_with_six_workers_and_the_replay_is_equal()
    {
        var demo = _folder.Below("demo");

        var ended = await WeftProcess.RunAsync(["demo", "--json", "--think", "0.2", "--folder", demo]);

        ended.ExitCode.ShouldBe(0, ended.ToString());
        var result = JsonDocument.Parse(ended.Output).RootElement;
        Figures.ShouldAllBe(name => result.GetProperty(name).ValueKind == JsonValueKind.Number);
        result.GetProperty("workflows").EnumerateArray().Select(workflow => workflow.GetProperty("template").GetString())
            .ShouldBe(["full_stack_feature_development", "continuous_integration_deployment"]);
        result.GetProperty("workflows").EnumerateArray().ShouldAllBe(workflow => Figures.All(name => workflow.GetProperty(name).ValueKind == JsonValueKind.Number));
        result.GetProperty("auditReplayEqual").GetBoolean().ShouldBeTrue();
        result.GetProperty("gates").EnumerateArray().Select(gate => gate.GetProperty("status").GetString()).ShouldBe(Enumerable.Repeat("passed", 8));
        result.GetProperty("commits").GetArrayLength().ShouldBeGreaterThan(6);
        Conflicts(result, "full_stack_feature_development").ShouldBe([1, 1]);
        Conflicts(result, "continuous_integration_deployment").ShouldBe([0, 0]);
        File.Exists(Path.Combine(demo, "results", "events.jsonl")).ShouldBeTrue();
        Directory.Exists(Path.Combine(demo, "data")).ShouldBeFalse("the database is removed unless it is asked for");
        Running(demo).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_service_that_is_broken_fails_its_gate_and_the_demo()
    {
        var demo = _folder.Below("demo");

        var ended = await WeftProcess.RunAsync(["demo", "--json", "--think", "0.1", "--break-service", "--folder", demo]);

        ended.ExitCode.ShouldBe(1, ended.ToString());
        var gates = JsonDocument.Parse(ended.Output).RootElement.GetProperty("gates").EnumerateArray().ToList();
        var failed = gates.Single(gate => gate.GetProperty("status").GetString() == "failed");
        failed.GetProperty("gate").GetString().ShouldBe("implementation_completion");
        failed.GetProperty("failed")[0].GetString()!.ShouldContain("answered 500");
        Running(demo).ShouldBeEmpty();
    }

    [Fact]
    public async Task Stopped_in_the_middle_it_leaves_nothing_running()
    {
        var demo = _folder.Below("demo");
        using var weft = WeftProcess.Start(["demo", "--folder", demo]);
        while (!Directory.Exists(Path.Combine(demo, "homes", "solo", "tasks")) || !Directory.EnumerateFileSystemEntries(Path.Combine(demo, "homes", "solo", "tasks")).Any())
        {
            weft.HasEnded.ShouldBeFalse();
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        var ended = await weft.StopAsync();

        ended.ExitCode.ShouldBe(1, ended.ToString());
        Running(demo).ShouldBeEmpty();
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<int> Conflicts(JsonElement result, string template) => result.GetProperty("runs").EnumerateArray()
        .Where(run => run.GetProperty("template").GetString() == template).Select(run => run.GetProperty("conflicts").GetInt32());

    /// <summary>Processes whose command line names the demo's folder.</summary>
    private static List<string> Running(string folder)
    {
        using var ps = Process.Start(new ProcessStartInfo("ps", ["-ewwo", "args"]) { RedirectStandardOutput = true })!;
        return [.. ps.StandardOutput.ReadToEnd().Split('\n').Where(line => line.Contains(folder, StringComparison.Ordinal))];
    }
}
