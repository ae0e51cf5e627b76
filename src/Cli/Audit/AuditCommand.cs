using System.CommandLine;
using Weft.Cli.Servers;
using Weft.Cli.Settings;
using Weft.Client;
using Weft.Contracts;

namespace Weft.Cli.Audit;

/// <summary><c>weft audit replay</c>: do the read models say what the events say?</summary>
public static class AuditCommand
{
    public static Command Create()
    {
        var replay = new Command("replay", "Build all read models again from the events, beside the live ones, and compare. Exit code 1 when they differ.")
            .WithClient().With(SettingsOptions.Json);
        replay.SetAction(async (parsed, cancellation) =>
        {
            var settings = parsed.Settings();
            using var connection = Connection.Open(settings);
            var report = await ReplayAsync(connection.For(settings.Workspace), cancellation);
            parsed.Screen().Result(report);
            Show(report, parsed.Screen());
            return report.Equal ? ExitCode.Done : ExitCode.Failed;
        });
        return new Command("audit", "Check the history.") { replay };
    }

    public static Task<AuditReport> ReplayAsync(WeftClient client, CancellationToken cancellation) => client.ReplayAuditAsync(cancellation: cancellation);

    public static void Show(AuditReport report, Screen screen)
    {
        foreach (var model in report.ReadModels)
        {
            screen.Line($"  {(model.Equal ? "equal " : "DIFFERS")} {model.Name,-18} {model.Rows,6} rows  {model.LiveHash[..12]}{(model.Equal ? "" : $" live, {model.RebuiltHash[..12]} rebuilt")}");
            foreach (var row in model.Differences)
            {
                screen.Line($"          {row.Kind} {row.Workspace}/{row.Id}");
            }
        }

        screen.Line($"{report.Events} events replayed in {report.Seconds:0.0} s: the read models are {(report.Equal ? "equal" : "NOT EQUAL")} to the live ones");
    }
}
