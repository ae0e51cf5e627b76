using Shouldly;
using Weft.Cli.Demo;
using Weft.Contracts;

namespace Weft.EndToEnd.Tests.Demo;

[Trait("Capability", "Z10")]
public sealed class GanttTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(60)]
    [InlineData(79)]
    [InlineData(120)]
    public void No_line_is_wider_than_it_may_be(int width)
    {
        var lines = Lines(Run(Bar("a_task_with_a_name_that_is_too_long_for_its_column", ("queued", 0, 2), ("running", 2, 8))), width);

        lines.ShouldAllBe(line => line.Length <= width);
        lines.Count.ShouldBe(2);
    }

    [Fact]
    public void Every_phase_has_a_sign_that_needs_no_colour()
    {
        var lines = Lines(Run(Bar("api", ("queued", 0, 2), ("running", 2, 6), ("merging", 6, 8), ("resolving", 8, 10))), 75);

        lines[0].ShouldBe("api                      " + new string('.', 9) + new string('#', 20) + new string('m', 10) + new string('?', 10));
    }

    [Fact]
    public void A_phase_too_short_for_a_place_does_not_hide_the_work()
    {
        var lines = Lines(Run(Bar("api", ("running", 0, 5), ("merging", 5, 5.001), ("running", 5.001, 10))), 75);

        lines[0].ShouldContain(new string('#', 49));
    }

    [Fact]
    public void A_run_that_has_not_ended_has_no_picture_yet() =>
        Gantt.Draw(Run(Bar("api", ("running", 0, 5))) with { EndedAt = null }, 80).ShouldBeEmpty();

    private static List<string> Lines(TimelineView run, int width) => [.. Gantt.Draw(run, width).Select(line => string.Concat(line.Select(piece => piece.Text)))];

    private static TimelineView Run(params TimelineTask[] tasks) =>
        new(1, "run", "completed", Start, Start, Start.AddSeconds(10), tasks, [], [], null);

    private static TimelineTask Bar(string name, params (string Phase, double From, double To)[] segments) => new(
        name, "work", null, "stage", [.. segments.Select(s => new TimelineSegment(s.Phase, 1, "agent", Start.AddSeconds(s.From), Start.AddSeconds(s.To), "followed"))], 0, 0, 0);
}
