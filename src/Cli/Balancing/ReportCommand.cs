using System.CommandLine;
using Weft.Cli.Servers;
using Weft.Cli.Settings;
using Weft.Client;
using Weft.Contracts;

namespace Weft.Cli.Balancing;

/// <summary><c>weft report</c>: how work is spread, how long it waited, how far off predictions were, and what balancing did.</summary>
public static class ReportCommand
{
    public static Command Create() => new("report", "Show how work is spread over the agents, how it was predicted, and what balancing did about it.")
    {
        Create<LoadReport>("load", "Work, load and fairness by agent.", "reports/load", Show),
        Create<PredictionReport>("predictions", "Queue times and prediction errors by kind of task.", "reports/predictions", Show),
        Create<Page<TriggerView>>("triggers", "Triggers with their figures before and after, and what the strategies did.", "reports/triggers", Show),
        Create<Page<WindowView>>("windows", "Utilisation, queue, velocity, rework and pace, window by window.", "reports/windows?limit=10", Show),
        Create<SlaReport>("sla", "Tasks of each class against its time: kept, warned of, over it.", "reports/sla", Show),
        Create<Page<BreakerReport>>("breakers", "Agents whose circuit breaker opened: how often, for how long, and until when.", "reports/breakers", Show),
    };

    private static Command Create<T>(string name, string description, string path, Action<T, Screen> show)
    {
        var command = new Command(name, description).WithClient().With(SettingsOptions.Json);
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = parsed.Settings();
            using var connection = Connection.Open(settings);
            var report = await connection.For(settings.Workspace).GetAsync<T>(path, cancellation: cancellation);
            parsed.Screen().Result(report);
            show(report, parsed.Screen());
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(LoadReport report, Screen screen)
    {
        screen.Line($"{report.Agents} agents, {report.Held} of {report.Places} places held, fairness {report.Fairness:0.###}");
        screen.Line($"{"agent",-24} {"status",-9} {"held",6} {"done",6} {"failed",6} {"busy s",10} {"share",7}");
        foreach (var a in report.Load)
        {
            screen.Line($"{a.Agent,-24} {a.Status,-9} {a.Held + "/" + a.Places,6} {a.Finished,6} {a.Failed,6} {a.BusySeconds,10:0.0} {a.ShareOfWork,7:0.0%}");
        }
    }

    private static void Show(PredictionReport report, Screen screen)
    {
        screen.Line($"{"kind of task",-40} {"assigned",8} {"waited s",9} {"most s",9} {"predicted",9} {"error",7} {"bias",7}");
        foreach (var f in report.Families)
        {
            screen.Line($"{f.Family,-40} {f.Assigned,8} {f.MeanQueueSeconds,9:0.0} {f.MaxQueueSeconds,9:0.0} {f.Predicted,9} {f.MeanError,7:0%} {f.Bias,7:0.00}");
        }
    }

    private static void Show(Page<TriggerView> report, Screen screen)
    {
        if (report.Items.Count == 0)
        {
            screen.Line("no trigger was raised so far (a window ends while work is under way or waits; weft report windows)");
        }

        foreach (var t in report.Items)
        {
            var after = t.ClearedAt is { } ended ? $"{(t.After is { } figure ? $"{figure:0.###}" : "unknown")} at {ended:u} ({t.Cleared})" : $"stands at {t.Latest:0.###}";
            screen.Line($"{t.Trigger,-28} {t.RaisedAt:u} {t.Before:0.###} {(t.Before < t.Threshold ? "<" : ">")} {t.Threshold:0.###}, {after}");
            foreach (var k in t.Kinds ?? [])
            {
                screen.Line($"    slower by {k.Slower:0%} in {k.Family}, which takes {k.Baseline:0.##} of its estimate");
            }

            foreach (var s in t.Strategies)
            {
                screen.Line($"    {s.At:u} {s.Strategy,-10} {s.Count,4}  {s.Before:0.###} -> {(s.After is { } then ? $"{then:0.###}" : "?"),-6}  {s.What}{(s is { HereSeconds: { } here, ThereSeconds: { } there } ? $" ({here:0} s left here, {there:0} s there)" : "")}");
            }
        }
    }

    private static void Show(SlaReport report, Screen screen)
    {
        screen.Line($"{"class",-9} {"limit s",9} {"tasks",6} {"open",6} {"met",6} {"missed",6} {"warned",6} {"breached",8} {"half s",9} {"99 % s",9}");
        foreach (var c in report.Classes)
        {
            screen.Line($"{c.Class,-9} {c.LimitSeconds,9:0} {c.Tasks,6} {c.Open,6} {c.Met,6} {c.Missed,6} {c.Warned,6} {c.Breached,8} {c.P50Seconds,9:0.0} {c.P99Seconds,9:0.0}");
        }
    }

    private static void Show(Page<BreakerReport> report, Screen screen)
    {
        screen.Line($"{"agent",-24} {"breaker",-9} {"opened",6} {"by hand",7} {"open s",10}  last opened");
        foreach (var b in report.Items)
        {
            var until = !b.Open ? "" : $" until {(b.Until is { } at ? $"{at:u}" : "it is closed")} ({b.Reason})";
            screen.Line($"{b.Agent,-24} {b.State,-9} {b.Openings,6} {b.ByHand,7} {b.OpenSeconds,10:0.0}  {b.LastOpenedAt:u}{until}");
        }
    }

    private static void Show(Page<WindowView> report, Screen screen)
    {
        if (report.Items.Count == 0)
        {
            screen.Line("no window has ended so far (balancing.windowSeconds of the policy, while work is under way or waits)");
        }

        foreach (var w in report.Items)
        {
            screen.Line($"window {w.Window} until {w.To:u}, {w.Pending} pending");
            foreach (var a in w.Agents)
            {
                screen.Line($"    {a.Agent,-24} used {a.Utilisation,5:0%} cpu {a.Cpu,5:0%} memory {a.Memory,5:0%} queue {a.Queue,4} velocity {a.Velocity,7:0.##}/min rework {a.Rework,5:0%} pace {a.Pace,6:0.00}");
            }
        }
    }
}
