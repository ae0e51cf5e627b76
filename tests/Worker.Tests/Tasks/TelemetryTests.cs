using Shouldly;
using Weft.Contracts;
using Weft.Worker.Processes;
using Weft.Worker.Tasks;

namespace Weft.Worker.Tests.Tasks;

[Trait("Capability", "F3")]
public sealed class TelemetryTests
{
    private static readonly LeaseRef Lease = new("wf", "build", 7);

    [Fact]
    public void what_happened_between_two_reports_is_one_report()
    {
        var telemetry = new Telemetry();
        telemetry.Progress(10, "begun");
        telemetry.Progress(20, null);
        telemetry.Output(new OutputLine(OutputKind.Output, "one"));
        telemetry.Output(new OutputLine(OutputKind.Error, "two"));
        telemetry.Measured(5, 6);
        telemetry.Take(Lease).ShouldBe(new ProgressReport("wf", "build", 7, 20, "begun", "one\ntwo\n", 5, 6));
        telemetry.Take(Lease).ShouldBeNull();
    }

    [Fact]
    public void a_report_that_did_not_arrive_is_told_again_in_order()
    {
        var telemetry = new Telemetry();
        telemetry.Output(new OutputLine(OutputKind.Output, "one"));
        var report = telemetry.Take(Lease)!;
        telemetry.Output(new OutputLine(OutputKind.Output, "two"));
        telemetry.PutBack(report);
        telemetry.Take(Lease)!.Output.ShouldBe("one\ntwo\n");
    }

    [Fact]
    public void a_report_is_bounded_and_the_rest_comes_next()
    {
        var telemetry = new Telemetry();
        for (var i = 0; i < 100; i++)
            telemetry.Output(new OutputLine(OutputKind.Output, new string('x', 1023)));
        var sizes = new List<int>();
        while (telemetry.Take(Lease) is { } report)
            sizes.Add(report.Output!.Length);
        sizes.ShouldBe([64 * 1024, 36 * 1024]);
    }
}
