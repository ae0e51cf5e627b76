using CsCheck;
using Shouldly;
using Weft.Domain.Distribution;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Distribution;

/// <summary>The board follows which open task has the longest tail, and does not look at all of them each time.</summary>
[Trait("Capability", "L11")]
public sealed class TailsTests
{
    /// <summary>Whatever agents, people and clocks do: failures, retries, rollbacks, cancelled and paused runs, gates that time out.</summary>
    [Fact]
    public void the_longest_tail_is_that_of_all_open_tasks_whatever_happens() => Gen.Select(Gen.Int[1, 40], Gen.Int).Sample((size, seed) =>
    {
        var random = new Random(seed);
        var run = Run.Of(Drawn.Workflow(random, size), random.Next(3) > 0 ? Some.Repository : null);
        var (fleet, board) = (new Fleet(run, random), new Board());
        board.Put(null, run.State, run.History.Select(h => (object)h.Event));
        for (var i = 0; i < size * 6; i++)
        {
            var (before, told) = (run.State, run.History.Count);
            fleet.Mischief();
            board.Put(before, run.State, [.. run.History.Skip(told).Select(h => (object)h.Event)]);
            board.LongestTail(run.State.Id).ShouldBe(run.State.IsTerminal ? null : Longest(run.State));
        }
    }, iter: 150);

    private static string? Longest(Workflow s) =>
        s.Items.Values.Where(i => i is { Kind: WorkKind.Work, IsOpen: true }).OrderByDescending(i => i.TailSeconds).ThenBy(i => i.Name, StringComparer.Ordinal).FirstOrDefault()?.Name;
}
