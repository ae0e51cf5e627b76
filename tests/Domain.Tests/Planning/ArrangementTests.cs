using CsCheck;
using Shouldly;
using Weft.Domain.Planning;
using Xunit;

namespace Weft.Domain.Tests.Planning;

[Trait("Capability", "Z7")]
public sealed class ArrangementTests
{
    /// <summary>Only a part is computed again after a move.</summary>
    [Fact]
    public void after_any_moves_all_times_are_as_if_everything_were_computed_anew() =>
        Gen.Select(Gen.Int[0, 100_000], Gen.Bool).Sample((seed, transfers) =>
        {
            var (instance, random) = (Drawn.Instance(seed, 20, transfers, false), new Random(seed));
            var start = ListScheduling.Greedy(instance, [.. Enumerable.Range(0, instance.Count)]);
            var (at, fresh) = (new Arrangement(instance, start), new Arrangement(instance, start));
            for (var i = 0; i < 12; i++)
            {
                var before = at.Sequences();
                var (moved, task, agent, after) = Draw(instance, random, before);
                at.Move(task, agent, after);
                at.Sequences().ShouldBe(IsInOrder(instance, moved) ? moved : before);
                fresh.Load(at.Sequences());
                fresh.Evaluate();
                (at.Makespan, Times(at)).ShouldBe((fresh.Makespan, Times(fresh)));
            }
        }, iter: 600);

    private static string Times(Arrangement at) =>
        string.Join(' ', new[] { at.Head, at.Tail, at.ReadyAt, at.Rest, at.Duration }.SelectMany(times => times));

    private static (int[][] Moved, int Task, int Agent, int After) Draw(Instance instance, Random random, int[][] chains)
    {
        var task = random.Next(instance.Count);
        var agent = instance.Options[task][random.Next(instance.Options[task].Length)].Agent;
        List<int>[] moved = [.. chains.Select(c => c.Where(t => t != task).ToList())];
        var place = random.Next(moved[agent].Count + 1);
        var after = place == 0 ? -1 : moved[agent][place - 1];
        moved[agent].Insert(place, task);
        return ([.. moved.Select(m => m.ToArray())], task, agent, after);
    }

    private static bool IsInOrder(Instance instance, int[][] chains)
    {
        var done = new HashSet<int>();
        for (var more = true; more;)
        {
            more = false;
            foreach (var chain in chains)
            {
                foreach (var task in chain.SkipWhile(done.Contains).TakeWhile(t => instance.Before[t].All(l => done.Contains(l.Task))).ToList())
                {
                    more |= done.Add(task);
                }
            }
        }

        return done.Count == instance.Count;
    }
}
