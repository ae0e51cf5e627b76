using System.CommandLine;
using Weft.Cli.Servers;
using Weft.Cli.Settings;
using Weft.Client;
using Weft.Contracts;

namespace Weft.Cli.Distribution;

/// <summary><c>weft plan</c>: who could do what and when in the rest of a run, how good that plan is, and how long the run will really take.</summary>
public static class PlanCommand
{
    private const int MostShown = 200;

    private static readonly Argument<string> Run = new("workflow") { Description = "id of the run, as 'weft status' shows it" };
    private static readonly Option<string?> Method = new("--method") { Description = "default, heft, cpop, list or exact" };
    private static readonly Option<bool> Forecast = new("--forecast") { Description = "simulate it instead: within what time it ends, or what is in its way" };

    public static Command Create()
    {
        var command = new Command("plan", "Plan what is left of a run on the agents that are there, with a bound that no plan can be better than; or forecast when it ends.") { Run };
        command.WithClient().With(Method, Forecast, SettingsOptions.Json).SetAction(async (parsed, cancellation) =>
        {
            var settings = parsed.Settings();
            using var connection = Connection.Open(settings);
            var (client, run) = (connection.For(settings.Workspace), $"workflows/{Uri.EscapeDataString(parsed.GetRequiredValue(Run))}");
            if (parsed.GetValue(Forecast))
            {
                await ShowAsync<ForecastView>(client, $"{run}/forecast", Show, parsed.Screen(), cancellation);
            }
            else
            {
                await ShowAsync<PlanView>(client, $"{run}/plan{(parsed.GetValue(Method) is { } method ? $"?method={Uri.EscapeDataString(method)}" : "")}", Show, parsed.Screen(), cancellation);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static async Task ShowAsync<T>(WeftClient client, string path, Action<T, Screen> show, Screen screen, CancellationToken cancellation)
    {
        var view = await client.GetAsync<T>(path, cancellation: cancellation);
        screen.Result(view);
        show(view, screen);
    }

    private static void Show(PlanView plan, Screen screen)
    {
        if (plan.Agents.Any(a => a.Tasks.Count > 0))
        {
            screen.Line($"{plan.MakespanSeconds:0.0} s by {plan.BuiltBy}; no plan is shorter than {plan.LowerBoundSeconds:0.0} s ({plan.BoundReason}): {(plan.IsOptimal ? "it is optimal" : $"at most {plan.Gap:0.0%} too long")}");
            screen.Line($"critical path: {string.Join(" > ", plan.CriticalPath)}");
        }
        else
        {
            screen.Line("nothing to plan");
        }

        foreach (var (agent, task) in plan.Agents.SelectMany(a => a.Tasks.Select(t => (a.Agent, t))).OrderBy(w => w.t.StartSeconds).ThenBy(w => w.Agent, StringComparer.Ordinal).Take(MostShown))
        {
            screen.Line($"  {task.StartSeconds,9:0.0} - {task.EndSeconds,9:0.0}  {agent,-24} {task.Task}");
        }

        screen.Line(plan.Unplanned.Count == 0 ? "" : $"left out: {string.Join(", ", plan.Unplanned.Select(Said))}   (weft why {plan.Workflow} {plan.Unplanned[0].Task})");
        foreach (var assumption in plan.Assumptions ?? [])
        {
            screen.Line($"  {assumption.Text}");
        }
    }

    private static string Said(UnplannedTask left) => $"{left.Task} ({left.Code}{(left.Because is { } because ? " " + because : "")})";

    private static void Show(ForecastView forecast, Screen screen)
    {
        screen.Line($"ended in {forecast.Ended} of {forecast.Simulations} simulations, beside {forecast.Beside} other runs");
        screen.Line($"within: 10 % {Said(forecast.TenthWithinSeconds)}, half {Said(forecast.HalfWithinSeconds)}, 90 % {Said(forecast.NineTenthsWithinSeconds)}");
        foreach (var stuck in forecast.Stuck ?? [])
        {
            var more = stuck.TaskCount > stuck.Tasks.Count ? $" and {stuck.TaskCount - stuck.Tasks.Count} more" : "";
            screen.Line($"  {stuck.Code,-20} {string.Join(", ", stuck.Tasks)}{more}: {string.Join("; ", stuck.Facts.Select(f => $"{f.Key}: {f.Value}"))}");
            foreach (var change in stuck.Changes)
            {
                screen.Line(FormattableString.Invariant($"      it could run if {change.Agent} had {change.What} {change.To} instead of {change.From}"));
            }
        }
    }

    private static string Said(double? seconds) => seconds is { } s ? FormattableString.Invariant($"{s:0.0} s") : "never";
}
