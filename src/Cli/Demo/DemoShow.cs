using System.Diagnostics;
using Spectre.Console;
using Weft.Cli.Audit;
using Weft.Cli.Servers;
using Weft.Cli.Settings;
using Weft.Client;
using Weft.Contracts;
using Weft.Worker.Git;

namespace Weft.Cli.Demo;

/// <summary>The order of the demo: repository, server, one worker, six workers, audit, report.</summary>
public sealed class DemoShow(DemoFolder folder, EffectiveSettings settings, DemoSettings demo, Screen screen)
{
    /// <summary>Its own, also where a database of one's own has seen demos before.</summary>
    private readonly string _workspace = $"demo-{Guid.NewGuid().ToString("N")[..8]}";

    private readonly Stopwatch _watch = Stopwatch.StartNew();

    public async Task<bool> RunAsync(bool removed, CancellationToken stop)
    {
        Introduce();
        await DemoGit.InitialiseAsync(folder.Repository, stop);
        await using var server = await OwnServer.StartAsync(settings, screen.Say, stop);
        Say($"server at {server.Url}, {server.Database}");
        using var connection = new Connection(server.Url, server.AdminKey ?? throw new WrongUsageException("no admin key of this database is known: set WEFT_ADMIN_KEY"));
        var client = connection.For(_workspace);
        await client.CreateWorkspaceAsync(_workspace, cancellation: stop);
        var prepared = await Repositories.PrepareAsync(folder.Repository, folder.Remotes, stop);
        var pass = new DemoPass(connection, _workspace, folder, prepared, DemoPlan.Exec(folder, demo.ThinkScale, demo.ServiceBroken), Say);
        var one = await pass.RunAsync(DemoPlan.OneWorker, stop);
        var six = one.All(run => run.Status == "completed") ? await pass.RunAsync(DemoPlan.SixWorkers, stop) : [];
        Say("replaying all events beside the live read models");
        var audit = await AuditCommand.ReplayAsync(client, stop);
        var result = await ReportAsync(client, prepared, one, six, audit, removed, stop);
        await server.StopAsync();
        return result.Passed;
    }

    private async Task<DemoResult> ReportAsync(
        WeftClient client, PreparedRepository prepared, IReadOnlyList<WorkflowView> one, IReadOnlyList<WorkflowView> six, AuditReport audit, bool removed, CancellationToken stop)
    {
        var figures = new DemoFigures(client);
        WorkflowView[] runs = [.. one, .. six];
        var compared = new List<DemoWorkflow>();
        foreach (var (alone, together) in one.Zip(six).Where(pair => pair.Second.Status == "completed"))
        {
            compared.Add(await figures.CompareAsync(alone, together, stop));
        }

        var evidence = new DemoEvidence(client, folder, figures);
        var files = removed ? [] : await evidence.StoreAsync(runs, stop);
        var branch = await Repositories.PublishAsync(folder.Repository, prepared.Remote, runs[^1].Repository!.IntegrationBranch, "demo", stop);
        var result = await ResultAsync(figures, runs, compared, audit, branch, files, stop);
        if (!removed)
        {
            result = result with { Files = [.. files, await evidence.ResultAsync(result, stop)] };
        }

        screen.Result(result);
        if (!screen.IsJson)
        {
            new DemoReport(AnsiConsole.Console).Print(result, await TimelinesAsync(figures, runs, stop));
        }

        return result;
    }

    private async Task<DemoResult> ResultAsync(
        DemoFigures figures, WorkflowView[] runs, List<DemoWorkflow> compared, AuditReport audit, string? branch, IReadOnlyList<string> files, CancellationToken stop)
    {
        var gates = new List<DemoGate>();
        var done = new List<DemoRun>();
        foreach (var run in runs)
        {
            gates.AddRange(await figures.GatesAsync(run, stop));
            done.Add(await figures.RunAsync(run, stop));
        }

        var first = compared.FirstOrDefault(workflow => workflow.Template == DemoPlan.ForkJoin);
        var passed = runs.Length == 4 && runs.All(run => run.Status == "completed") && gates.All(gate => gate.Status == "passed") && audit.Equal;
        return new DemoResult(
            first?.Efficiency, first?.Speedup, first?.TheoreticalMaximum, first?.ConflictFree, first?.Waiting, first?.Cpu, first?.Coordination, compared, audit.Equal, gates,
            branch is null ? [] : await DemoGit.LogAsync(folder.Repository, branch, stop), branch, done, audit, demo, _watch.Elapsed.TotalSeconds, folder.Root, files, passed);
    }

    private static async Task<IReadOnlyList<(string Title, TimelineView Timeline)>> TimelinesAsync(DemoFigures figures, WorkflowView[] runs, CancellationToken stop)
    {
        var timelines = new List<(string, TimelineView)>();
        foreach (var run in runs)
        {
            timelines.Add(($"{run.Template}, {(run.ParallelAgents == 1 ? "one worker" : $"{run.ParallelAgents} workers")}: {run.Status}", await figures.TimelineAsync(run.Id, stop)));
        }

        return timelines;
    }

    private void Introduce()
    {
        Say($"everything of this demo is in {folder.Root}");
        Say(FormattableString.Invariant($"the agents are scripts: they wait 2-6 s a task (x{demo.ThinkScale}) as a model would think, then make prepared changes"));
        if (demo.ServiceBroken)
        {
            Say("--break-service: the backend's work is wrong on purpose, so a gate has to fail");
        }
    }

    private void Say(string line) => screen.Say($"{_watch.Elapsed.TotalSeconds,6:0.0} s  {line}");
}
