using System.Globalization;
using Spectre.Console;
using Weft.Contracts;

namespace Weft.Cli.Demo;

/// <summary>The demo's result for people, on standard output.</summary>
public sealed class DemoReport(IAnsiConsole console)
{
    private const int Widest = 120;

    private static readonly Dictionary<string, Color> Colours = new(StringComparer.Ordinal)
    {
        ["running"] = Color.Green,
        ["check"] = Color.Aqua,
        ["merging"] = Color.Blue,
        ["resolving"] = Color.Red,
        ["deferred"] = Color.Yellow,
    };

    public void Print(DemoResult result, IReadOnlyList<(string Title, TimelineView Timeline)> timelines)
    {
        foreach (var (title, timeline) in timelines)
        {
            Timeline(title, timeline);
        }

        foreach (var line in Gantt.Legend)
        {
            Line($"  {line}");
        }

        Figures(result);
        Gates(result);
        Log(result);
        Audit(result);
        Where(result);
    }

    private void Timeline(string title, TimelineView timeline)
    {
        Heading(title);
        foreach (var row in Gantt.Draw(timeline, Math.Min(console.Profile.Width, Widest) - 1))
        {
            foreach (var piece in row)
            {
                console.Write(new Text(piece.Text, piece.Phase is { } phase && Colours.TryGetValue(phase, out var colour) ? new Style(colour) : Style.Plain));
            }

            console.WriteLine();
        }
    }

    private void Figures(DemoResult result)
    {
        foreach (var workflow in result.Workflows)
        {
            Heading($"{workflow.Template}: {result.Settings.Workers} workers against one");
            Line($"  wall time            {Seconds(workflow.One.WallSeconds)} with one, {Seconds(workflow.All.WallSeconds)} with {result.Settings.Workers}");
            Line($"  speed-up             {Number(workflow.Speedup)} of at most {Number(workflow.TheoreticalMaximum)}: efficiency {Percent(workflow.Efficiency)}");
            Line($"  conflict-free tasks  {Percent(workflow.ConflictFree)} ({Conflicts(workflow)})");
            Line($"  waiting              {Seconds(workflow.Waiting)}, as a model would think (scripted, x{Number(result.Settings.ThinkScale)})");
            Line($"  CPU                  {Seconds(workflow.Cpu)}, of which the gates' checks {Seconds(workflow.GateCpu)}");
            Line($"  coordination         {Seconds(workflow.Coordination)} of wall time, {Percent(workflow.CoordinationShare)}");
        }
    }

    private void Gates(DemoResult result)
    {
        foreach (var run in result.Gates.GroupBy(gate => (gate.Template, gate.Workers)))
        {
            Heading($"gates of {run.Key.Template}, {(run.Key.Workers == 1 ? "one worker" : $"{run.Key.Workers} workers")}");
            foreach (var gate in run)
            {
                Line($"  {gate.Status,-8} {gate.Gate}");
                foreach (var line in gate.Failed.SelectMany(failed => failed.Split('\n')))
                {
                    Line($"           {line}");
                }
            }
        }
    }

    private void Log(DemoResult result)
    {
        Heading($"the integration branch{(result.Branch is null ? "" : $", {result.Branch}")}");
        foreach (var commit in result.Commits)
        {
            Line($"  {commit.Commit[..8]} {commit.Subject}");
        }
    }

    private void Audit(DemoResult result)
    {
        Heading("audit replay");
        Line($"  {result.Audit.Events} events replayed beside the live read models in {Seconds(result.Audit.Seconds)}: {(result.AuditReplayEqual ? "equal" : "NOT EQUAL")}");
        foreach (var model in result.Audit.ReadModels)
        {
            Line($"  {(model.Equal ? "equal  " : "DIFFERS")} {model.Name,-20} {model.Rows,5} rows  {model.LiveHash[..16]}");
        }
    }

    private void Where(DemoResult result)
    {
        Heading($"{(result.Passed ? "done" : "FAILED")} in {Seconds(result.Seconds)}");
        console.WriteLine(result.Files.Count == 0
            ? "  everything was removed (--remove)"
            : $"  all events, wall times and metrics of both runs are in\n  {Path.Combine(result.Folder, "results")}");
    }

    private void Heading(string title)
    {
        console.WriteLine();
        console.Write(new Text(title, new Style(decoration: Decoration.Bold)));
        console.WriteLine();
    }

    /// <summary>Cut rather than wrapped: a line that goes on in the next one is read as two.</summary>
    private void Line(string text) => console.WriteLine(text.Length < console.Profile.Width ? text : text[..(console.Profile.Width - 2)] + "…");

    private static string Conflicts(DemoWorkflow workflow) =>
        $"{workflow.All.Conflicts} of {workflow.All.Tasks} met a conflict{(workflow.All.Conflicts == 0 ? "" : $"; resolving took {Seconds(workflow.Resolving)}")}";

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>What a script answers takes milliseconds: "0.0 s" would say that it took no time.</summary>
    private static string Seconds(double value) => value is > 0 and < 0.1
        ? (value * 1_000).ToString("0.#", CultureInfo.InvariantCulture) + " ms"
        : value.ToString("0.0", CultureInfo.InvariantCulture) + " s";

    private static string Percent(double value) => (value * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
