using System.CommandLine;
using Weft.Cli.Servers;
using Weft.Cli.Settings;
using Weft.Contracts;

namespace Weft.Cli.Distribution;

/// <summary><c>weft why</c>: why a task is where it is, and what would have to be otherwise.</summary>
public static class WhyCommand
{
    private static readonly Argument<string> Run = new("workflow") { Description = "id of the run, as 'weft status' shows it" };
    private static readonly Argument<string> Task = new("task") { Description = "its name" };

    public static Command Create()
    {
        var command = new Command("why", "Show why a task waits, or why it went to its agent and not to another, and the least that would have changed it.") { Run, Task };
        command.WithClient().With(SettingsOptions.Json).SetAction(async (parsed, cancellation) =>
        {
            var settings = parsed.Settings();
            using var connection = Connection.Open(settings);
            var path = $"workflows/{Uri.EscapeDataString(parsed.GetRequiredValue(Run))}/tasks/{Uri.EscapeDataString(parsed.GetRequiredValue(Task))}/why";
            var why = await connection.For(settings.Workspace).GetAsync<WhyAnswer>(path, cancellation: cancellation);
            parsed.Screen().Result(why);
            Show(why, parsed.Screen());
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(WhyAnswer why, Screen screen)
    {
        var skills = why.Skills is { Count: > 0 } asked ? $", asks for {string.Join(", ", asked.Select(s => s.Level > 0 ? FormattableString.Invariant($"{s.Name}={s.Level}") : s.Name))}" : "";
        screen.Line($"{why.Task} is {why.Status}{skills}, priority {why.Priority}{(why.PriorityBoost == 0 ? "" : $" ({why.PriorityBoost:+0;-0} by balancing)")}");
        foreach (var wait in why.Waiting)
        {
            screen.Line($"  {wait.Code,-20} {wait.Detail}");
        }

        if (why.Changes is { Count: > 0 } changes)
        {
            screen.Line($"It could run if {string.Join(", and ", changes.Select(c => c.Text))}.");
        }

        if (why.Assignment is { } given)
        {
            Show(given, screen);
        }
    }

    private static void Show(AssignmentWhy given, Screen screen)
    {
        screen.Line($"attempt {given.Attempt} went to {given.Agent} with a score of {given.Score:0.000}{(given.RunnerUp is { } next ? $", before {next} with {given.RunnerUpScore:0.000}" : "")}");
        if (!given.Recomputed)
        {
            screen.Line("  what it rests on is not recorded");
            return;
        }

        screen.Line($"  {"agent",-24} {"verdict",-18} {"score",6} {"fit",5} {"finish",6} {"load",5} {"fair",5} {"near",5} {"cost",5} {"free",7} {"predicted s",11}");
        foreach (var c in given.Contenders)
        {
            screen.Line($"  {c.Agent,-24} {c.Verdict,-18} {c.Score,6:0.000} {c.Criteria?.Fit,5:0.00} {c.Criteria?.Finish,6:0.00} {c.Criteria?.Load,5:0.00} {c.Criteria?.Fairness,5:0.00} "
                + $"{c.Criteria?.Affinity,5:0.00} {c.Criteria?.Cost,5:0.00} {c.Free + "/" + c.Places,7} {c.PredictedSeconds,11:0.0}");
        }

        screen.Line(given.SmallestFlip is { } flip ? $"  {flip.Holder ?? "nobody"} would have got it if {flip.Text}" : "  no change of one thing would have given it to another");
    }
}
