using System.Globalization;
using Weft.Benchmarks.Rigs;

namespace Weft.Benchmarks.Faults;

/// <summary>100 kills of the server and 50 of PostgreSQL under load. WEFT_BENCH_KILLS and WEFT_BENCH_STOPS ask for other numbers.</summary>
public static class FaultsSuite
{
    private const double MostSeconds = 5;
    private const int Shown = 20;

    public static async Task<SuiteResult> RunAsync(string? data, CancellationToken cancellation)
    {
        var plan = new FaultPlan(Number("WEFT_BENCH_KILLS", 100), Number("WEFT_BENCH_STOPS", 50));
        var report = await FaultRun.RunAsync(plan, Console.Error.WriteLine, cancellation);
        foreach (var violation in report.Violations.Take(Shown))
        {
            await Console.Error.WriteLineAsync(violation.ToString());
        }

        var restarts = new Samples();
        foreach (var seconds in report.Restarts)
        {
            restarts.Add(seconds);
        }

        return new SuiteResult("faults", new Dictionary<string, double>
        {
            ["kills_of_server"] = plan.ServerKills,
            ["kills_of_postgresql"] = plan.PostgresStops,
            ["acknowledged"] = report.Told.Count(command => command is { Told: Told.Accepted, Tasks.Count: > 0 }),
            ["refused"] = report.Told.Count(command => command.Told == Told.Refused),
            ["unanswered"] = report.Told.Count(command => command.Told == Told.Nothing),
            ["lost"] = report.Count(
                ViolationKind.LostEffect, ViolationKind.LateEffect, ViolationKind.LostTask, ViolationKind.BrokenVersions, ViolationKind.ReceiptWithoutEffect, ViolationKind.ReceiptMissing),
            ["duplicated"] = report.Count(ViolationKind.DuplicateEffect, ViolationKind.ReceiptTwice),
            ["stale_accepted"] = report.Count(ViolationKind.StaleWrite, ViolationKind.RefusedEffect),
            ["left_open"] = report.IsDrained ? 0 : 1,
            ["restart_s_p50"] = restarts.Percentile(0.5),
            ["restart_s_max"] = restarts.Percentile(1),
        }, new Dictionary<string, Target>
        {
            ["lost"] = new(null, 0),
            ["duplicated"] = new(null, 0),
            ["stale_accepted"] = new(null, 0),
            ["left_open"] = new(null, 0),
            ["restart_s_max"] = new(null, MostSeconds),
        });
    }

    private static int Count(this FaultReport report, params ViolationKind[] kinds) => report.Violations.Count(violation => kinds.Contains(violation.Kind));

    private static int Number(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : usual;
}
