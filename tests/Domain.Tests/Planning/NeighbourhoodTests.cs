using CsCheck;
using Shouldly;
using Weft.Domain.Planning;
using Xunit;

namespace Weft.Domain.Tests.Planning;

[Trait("Capability", "Z7")]
public sealed class NeighbourhoodTests
{
    [Fact]
    public void under_a_limit_all_moves_are_shown_that_are_estimated_within_it() =>
        Gen.Select(Gen.Int[0, 100_000], Gen.Bool, Gen.Double[0.5, 1.2]).Sample((seed, transfers, share) =>
        {
            var (near, makespan) = At(seed, transfers);
            var (all, some) = (new Seen(double.PositiveInfinity), new Seen(makespan * share));
            near.Show(all);
            near.Show(some);
            some.Moves.ShouldBe(all.Moves.Where(m => m.Estimate <= makespan * share));
        }, iter: 400);

    [Fact]
    public void the_best_move_is_the_least_of_all_that_are_not_forbidden() =>
        Gen.Select(Gen.Int[0, 100_000], Gen.Bool, Gen.Int[1, 4]).Sample((seed, transfers, forbidden) =>
        {
            var (near, _) = At(seed, transfers);
            var (all, best) = (new AllMoves(), new BestMove(new Draw(3), m => m.Task % forbidden == 0));
            best.Clear();
            near.Show(all);
            near.Show(best);
            var allowed = Enumerable.Range(0, all.Count).Select(i => all[i]).Where(m => m.Task % forbidden != 0).ToList();
            best.Found?.Estimate.ShouldBe(allowed.Min(m => m.Estimate));
            (best.Found is null).ShouldBe(allowed.Count == 0);
        }, iter: 400);

    /// <summary>One of each agent's own, with transfers that differ from link to link.</summary>
    [Fact]
    public void what_comes_from_the_agent_itself_needs_no_transfer() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 9], Gen.Int[0, 9]).Array[0, 8].Sample(links =>
        {
            var meeting = new Meeting(4);
            meeting.Add(0, 100, 100);
            meeting.Clear();
            Array.ForEach(links, l => meeting.Add(l.Item1, l.Item2, l.Item3));
            for (var agent = 0; agent < 4; agent++)
            {
                meeting.At(agent).ShouldBe(links.Select(l => (double)l.Item2 + (l.Item1 == agent ? 0 : l.Item3)).DefaultIfEmpty(0).Max());
            }
        }, iter: 500);

    private static (Neighbourhood Near, double Makespan) At(int seed, bool transfers)
    {
        var instance = Drawn.Instance(seed, 30, transfers, false);
        var at = new Arrangement(instance, ListScheduling.Greedy(instance, [.. Enumerable.Range(0, instance.Count)]));
        var near = new Neighbourhood(instance, at, new Draw((ulong)seed + 1));
        near.Trace();
        return (near, at.Makespan);
    }

    private sealed class Seen(double limit) : IMoves
    {
        public List<Move> Moves { get; } = [];

        public double Limit => limit;

        public void Add(Move move)
        {
            if (move.Estimate <= limit)
            {
                Moves.Add(move);
            }
        }
    }
}
