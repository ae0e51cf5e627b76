using System.Text.Json;
using Weft.Client;
using Weft.Contracts;

namespace Weft.Cli.Demo;

/// <summary>Leaves files from which a stranger can compute every figure again: all events of both runs, the wall times, the metrics.</summary>
public sealed class DemoEvidence(WeftClient client, DemoFolder folder, DemoFigures figures)
{
    private const int PageSize = 500;

    public async Task<IReadOnlyList<string>> StoreAsync(IReadOnlyList<WorkflowView> runs, CancellationToken cancellation)
    {
        var files = new List<string> { await EventsAsync(cancellation) };
        foreach (var run in runs)
        {
            var name = $"{run.Template}-{run.ParallelAgents}";
            files.Add(await WriteAsync($"{name}.metrics.json", await figures.MetricsAsync(run.Id, null, cancellation), cancellation));
            files.Add(await WriteAsync($"{name}.timeline.json", await figures.TimelineAsync(run.Id, cancellation), cancellation));
        }

        return files;
    }

    public Task<string> ResultAsync(DemoResult result, CancellationToken cancellation) => WriteAsync("result.json", result, cancellation);

    /// <summary>One event a line, in the order of their positions.</summary>
    private async Task<string> EventsAsync(CancellationToken cancellation)
    {
        var path = Path.Combine(folder.Results, "events.jsonl");
        await using var file = new StreamWriter(path);
        for (var after = 0L; ;)
        {
            var page = await client.GetEventsAsync(after, PageSize, cancellation);
            foreach (var happened in page.Items)
            {
                await file.WriteLineAsync(JsonSerializer.Serialize(happened, JsonSerializerOptions.Web));
                after = happened.Position;
            }

            if (page.Next is null || page.Items.Count == 0)
            {
                return path;
            }
        }
    }

    private async Task<string> WriteAsync<T>(string name, T content, CancellationToken cancellation)
    {
        var path = Path.Combine(folder.Results, name);
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(content, Screen.Shape), cancellation);
        return path;
    }
}
