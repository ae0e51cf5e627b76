using Shouldly;
using Spectre.Console;
using Weft.Cli.Demo;
using Weft.Contracts;

namespace Weft.EndToEnd.Tests.Demo;

[Trait("Capability", "Z10")]
public sealed class DemoReportTests
{
    [Fact]
    public void A_conflict_that_was_answered_in_milliseconds_did_not_take_no_time() =>
        Printed(conflicts: 1, resolving: 0.0411).ShouldContain("conflict-free tasks  90.9 % (1 of 11 met a conflict; resolving took 41.1 ms)");

    [Fact]
    public void A_person_s_time_is_told_in_seconds() => Printed(conflicts: 1, resolving: 75.24).ShouldContain("resolving took 75.2 s)");

    [Fact]
    public void Without_a_conflict_there_was_nothing_to_resolve() => Printed(conflicts: 0, resolving: 0).ShouldContain("(0 of 11 met a conflict)");

    private static string Printed(int conflicts, double resolving)
    {
        var run = new DemoRun("id", DemoPlan.ForkJoin, 6, "completed", 10, 46, 11, conflicts);
        var workflow = new DemoWorkflow(DemoPlan.ForkJoin, 4.4, 4.9, 0.9, 0.909, 38, 4, 4, resolving, 0.4, 0.04, run with { Workers = 1 }, run);
        var audit = new AuditReport("demo", 1, 1, 0.5, true, []);
        var result = new DemoResult(
            0.9, 4.4, 4.9, 0.909, 38, 4, 0.4, [workflow], true, [], [], "weft/demo", [run], audit, new DemoSettings(1, false, 6), 100, "/tmp/demo", ["result.json"], true);
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 140;
        new DemoReport(console).Print(result, []);
        return text.ToString();
    }
}
