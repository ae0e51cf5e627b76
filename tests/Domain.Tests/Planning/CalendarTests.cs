using CsCheck;
using Shouldly;
using Weft.Domain.Planning;
using Xunit;

namespace Weft.Domain.Tests.Planning;

[Trait("Capability", "Z7")]
public sealed class CalendarTests
{
    /// <summary>What takes no time goes between any two; for everything else gaps too small for the shortest count as none, and nothing is placed otherwise by that.</summary>
    [Fact]
    public void a_slot_goes_into_the_first_gap_that_is_long_enough() =>
        Gen.Select(Gen.OneOfConst(0, 1, 3), Gen.Select(Gen.Int[0, 60], Gen.Int[0, 5]).Array[1, 40]).Sample((least, wishes) =>
        {
            (double Ready, double Duration)[] tasks = [.. wishes.Select(w => ((double)w.Item1, (double)Math.Max(least, w.Item2)))];
            var calendar = new Calendar(Shortest.Of([[.. tasks.Select((t, i) => new Option(i, t.Duration))]]));
            var taken = new List<(double Start, double End)>();
            foreach (var (ready, duration) in tasks)
            {
                var start = calendar.Earliest(ready, duration);
                start.ShouldBe(Candidates(taken, ready).First(from => taken.TrueForAll(t => t.End <= from || from + duration <= t.Start)));
                calendar.Take(start, start + duration);
                taken.Add((start, start + duration));
                calendar.FreeFrom.ShouldBe(taken.Max(t => t.End));
            }
        }, iter: 2_000);

    private static IEnumerable<double> Candidates(List<(double Start, double End)> taken, double ready) =>
        taken.Select(t => t.End).Where(end => end > ready).Append(ready).Order();
}
