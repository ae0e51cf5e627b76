using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Weft.Benchmarks.Rigs;
using Weft.Client;
using Weft.Contracts;

namespace Weft.Benchmarks.Start;

/// <summary>How long <c>weft up</c> takes until it answers, and what it holds in memory after 100,000 events.</summary>
public static class StartSuite
{
    private const int Events = 100_000;
    private const int Starts = 3;

    public static async Task<SuiteResult> RunAsync(string? data, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("weft-bench-").FullName;
        try
        {
            var (first, _, _) = await StartedAsync(folder, null, cancellation);
            var warm = new List<double>();
            for (var i = 0; i < Starts; i++)
            {
                warm.Add((await StartedAsync(folder, null, cancellation)).Milliseconds);
            }

            var (_, atRest, worked) = await StartedAsync(folder, FillAsync, cancellation);
            var (after, _, _) = await StartedAsync(folder, null, cancellation);
            return new SuiteResult("start", new Dictionary<string, double>
            {
                ["first_start_ms"] = first,
                ["warm_start_ms"] = Samples.Median(warm),
                ["start_after_100k_events_ms"] = after,
                ["memory_mb_at_rest"] = atRest,
                ["memory_mb_after_100k_events"] = worked,
            }, new Dictionary<string, Target> { ["warm_start_ms"] = new(null, 5_000), ["memory_mb_after_100k_events"] = new(null, 300) });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(double Milliseconds, double AtRestMb, double AfterMb)> StartedAsync(
        string folder, Func<WeftClient, CancellationToken, Task>? work, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "weft.dll"), "up", "--port", "0", "--data-dir", folder, "--json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        try
        {
            using var told = JsonDocument.Parse(await ResultAsync(process, cancellation));
            using var http = WeftClient.Http(told.RootElement.GetProperty("url").GetString()!);
            (await http.GetAsync("health/ready", cancellation)).EnsureSuccessStatusCode();
            var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            var atRest = ResidentMb(process);
            if (work is not null)
            {
                var key = (await File.ReadAllTextAsync(told.RootElement.GetProperty("adminKeyFile").GetString()!, cancellation)).Trim();
                await work(new WeftClient(http, Lives.Workspace, key), cancellation);
            }

            return (took, atRest, ResidentMb(process));
        }
        finally
        {
            await StopAsync(process);
        }
    }

    private static async Task<string> ResultAsync(Process process, CancellationToken cancellation)
    {
        var text = "";
        while (await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            text += line;
            if (line == "}" || (line.StartsWith('{') && line.EndsWith('}')))
            {
                return text;
            }
        }

        throw new InvalidOperationException("weft up ended before it was ready");
    }

    /// <summary>Tasks claimed and submitted a hundred at once: three events each.</summary>
    private static async Task FillAsync(WeftClient client, CancellationToken cancellation)
    {
        await client.CreateWorkspaceAsync(Lives.Workspace, cancellation: cancellation);
        await client.PublishTemplateAsync(BenchTemplates.Fork("bench_fork", 500), cancellation: cancellation);
        await client.RegisterAgentAsync(new RegisterAgentRequest("a", null, [], Capacity: 256), cancellation: cancellation);
        var position = 0L;
        while (position < Events)
        {
            await client.CreateWorkflowAsync(new CreateWorkflowRequest("bench_fork"), cancellation: cancellation);
            while ((await client.ClaimAsync("a", new ClaimRequest(100), cancellation: cancellation)).Tasks is { Count: > 0 } tasks)
            {
                await Task.WhenAll(tasks.Select(t => client.SubmitTaskAsync(t.Workflow, t.Task, new SubmitRequest("a", t.Token, null, null), cancellation: cancellation)));
            }

            position = client.Position;
        }

        // Read models finish their work before memory is looked at.
        await client.GetAsync<JsonElement>("board", position, TimeSpan.FromSeconds(60), cancellation);
    }

    private static double ResidentMb(Process process)
    {
        process.Refresh();
        var status = $"/proc/{process.Id}/status";
        var line = File.Exists(status) ? File.ReadLines(status).First(l => l.StartsWith("VmRSS", StringComparison.Ordinal)) : null;
        return line is null ? process.WorkingSet64 / 1048576.0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }

    private static async Task StopAsync(Process process)
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill!.WaitForExitAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
