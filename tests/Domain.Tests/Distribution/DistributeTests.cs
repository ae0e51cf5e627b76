using System.Collections.Immutable;
using CsCheck;
using Shouldly;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Distribution;

public sealed class DistributeTests
{
    [Fact]
    [Trait("Capability", "K5")]
    public void a_batch_is_placed_as_well_as_any_that_places_the_same_most_urgent_tasks() =>
        Gen.Int[0, 10_000_000].Sample(seed =>
        {
            var inputs = seed % 2 == 0 ? Batch.Draw(seed, 5, 3) : Alone(Batch.DrawMore(seed, 5, 3));
            var choices = Distribute.Decide(inputs);
            var board = ScoreBoard.Of(inputs);
            var (placed, gain) = BestOf(board, inputs.Ordinary ?? int.MaxValue);
            var mine = board.Tasks.Select(t => choices.Any(c => c.Task == t)).ToList();
            mine.ShouldBe(placed);
            choices.Sum(c => board.Gains(board.Tasks.IndexOf(c.Task))[Column(board, c.Agent)]).ShouldBe(gain);
        }, iter: 2_000);

    [Fact]
    [Trait("Capability", "D3")]
    [Trait("Capability", "K5")]
    public void no_limit_is_exceeded_no_required_skill_bypassed_and_the_order_of_the_input_does_not_matter() =>
        Gen.Int[0, 10_000_000].Sample(seed =>
        {
            var inputs = Batch.Draw(seed, 30, 10);
            var choices = Distribute.Decide(inputs);
            choices.Select(c => c.Task.Task).Distinct().Count().ShouldBe(choices.Length);
            foreach (var agent in inputs.Agents)
            {
                var mine = choices.Where(c => c.Agent == agent.Id).ToList();
                mine.Count(c => !c.Task.InMergeLane).ShouldBeLessThanOrEqualTo(agent.Free);
                mine.Count(c => c.Task.InMergeLane).ShouldBeLessThanOrEqualTo(agent is { Merges: true, MergeFree: true } ? 1 : 0);
                mine.Where(c => !c.Task.InMergeLane).SelectMany(c => c.Task.Skills).ShouldAllBe(s => agent.Level(s.Name) >= s.MinLevel && agent.Level(s.Name) > 0);
                (mine.Count == 0 || agent.TakesWork).ShouldBeTrue();
            }

            Text(Distribute.Decide(inputs with { Tasks = [.. inputs.Tasks.Reverse()], Agents = [.. inputs.Agents.Reverse()] })).ShouldBe(Text(choices));
        }, iter: 500);

    [Fact]
    public void a_task_is_never_overtaken_by_one_that_came_later_than_the_bound() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9], Gen.Int[0, 100_000], Gen.Int[0, 5_000]).Sample((mine, other, start, extra) =>
        {
            var task = Batch.Task("mine") with { Priority = mine, ReadyAt = Times.Start.AddSeconds(start) };
            var steps = Math.Max(0, other - mine) + 1;
            var late = Batch.Task("later") with { Priority = other, TailSeconds = 1e6, ReadyAt = task.ReadyAt.AddSeconds((steps * Precedence.AgingSeconds) + extra + 1) };
            Precedence.Order.Compare(task, late).ShouldBeLessThan(0);
        }, iter: 1_000);

    [Fact]
    [Trait("Capability", "L11")]
    public void what_others_wait_for_goes_first_then_priority_then_the_critical_path_then_age()
    {
        OpenTask[] tasks =
        [
            Batch.Task("young") with { ReadyAt = Times.Start.AddSeconds(1) }, Batch.Task("old"), Batch.Task("long") with { TailSeconds = 50 },
            Batch.Task("urgent") with { Priority = 9 }, Batch.Task("check") with { Kind = WorkKind.Check }, Batch.Task("merge") with { Kind = WorkKind.Merge },
            Batch.Task("revert") with { Kind = WorkKind.Revert },
        ];
        tasks.Order(Precedence.Order).Select(t => t.Task).ShouldBe(["revert", "merge", "check", "urgent", "long", "old", "young"]);
    }

    [Fact]
    [Trait("Capability", "K2")]
    public void everyone_left_out_is_counted_with_the_reason()
    {
        var choice = Distribute.Decide(Batch.Of([Batch.Task("t", ("csharp", 0.5))],
        [
            Batch.Agent("able", ("csharp", 0.9)), Batch.Agent("second", ("csharp", 0.6)), Batch.Agent("other", ("react", 1)), Batch.Agent("weak", ("csharp", 0.4)),
            Batch.Agent("full", ("csharp", 1)) with { Free = 0 }, Batch.Agent("gone", ("csharp", 1)) with { TakesWork = false },
        ])).ShouldHaveSingleItem();
        (choice.Agent, choice.Why.RunnerUp, choice.Why.Candidates, choice.Why.Chooser).ShouldBe(("able", "second", 2, Distribute.Version));
        choice.Why.LeftOut.ShouldBe(new Dictionary<string, int>
        {
            [Match.AtCapacity] = 1,
            [Match.NotTakingWork] = 1,
            [Match.SkillMissing] = 1,
            [Match.SkillTooLow] = 1,
        }, ignoreOrder: true);
    }

    [Fact]
    [Trait("Capability", "K3")]
    public void the_best_for_two_tasks_gets_the_one_that_nobody_else_does_as_well()
    {
        var choices = Distribute.Decide(Batch.Of(
            [Batch.Task("easy", ("csharp", 0.1)), Batch.Task("hard", ("sql", 0.1))],
            [Batch.Agent("both", ("csharp", 0.9), ("sql", 0.9)) with { Free = 1 }, Batch.Agent("one", ("csharp", 0.8)) with { Free = 1 }]));
        choices.ToDictionary(c => c.Task.Task, c => c.Agent).ShouldBe(new Dictionary<string, string> { ["easy"] = "one", ["hard"] = "both" }, ignoreOrder: true);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(0, 0)]
    public void weights_that_mean_nothing_are_refused(double fit, double others) =>
        DecisionInputs.Check(new ChoiceWeights(fit, others, others, 1, others, others, others))!.Code.ShouldBe("distribution.bad-weights");

    /// <summary>Where places are held back, practice goes to those that are not: less than the best may come of it, and the next decision gives the rest.</summary>
    private static DecisionInputs Alone(DecisionInputs inputs) => inputs with { Agents = [.. inputs.Agents.Select(a => a.Reserved is null ? a : a with { Practice = null })] };

    private static (List<bool> Placed, long Gain) BestOf(ScoreBoard board, int mostOrdinary)
    {
        var best = (Placed: new List<bool>(), Gain: long.MinValue);
        Try(board, [], mostOrdinary, ref best);
        return best;
    }

    /// <summary>Every assignment there is, the most urgent task first.</summary>
    private static void Try(ScoreBoard board, ImmutableList<int> columns, int mostOrdinary, ref (List<bool> Placed, long Gain) best)
    {
        if (columns.Count == board.Tasks.Length)
        {
            var placed = columns.Select(c => c >= 0).ToList();
            var gain = columns.Select((c, row) => c < 0 ? 0 : board.Gains(row)[c]).Sum();
            var order = best.Gain == long.MinValue ? 1 : placed.Zip(best.Placed, (a, b) => a.CompareTo(b)).FirstOrDefault(d => d != 0);
            best = order > 0 || (order == 0 && gain > best.Gain) ? (placed, gain) : best;
            return;
        }

        var row = columns.Count;
        for (var c = -1; c < board.Agents.Length; c++)
        {
            if (c < 0 || (board.Reason(row, c) is null && HasPlace(board, columns, mostOrdinary, row, c)))
            {
                Try(board, columns.Add(c), mostOrdinary, ref best);
            }
        }
    }

    private static bool HasPlace(ScoreBoard board, ImmutableList<int> columns, int mostOrdinary, int row, int column)
    {
        var (task, agent) = (board.Tasks[row], board.Agents[column]);
        var given = columns.Add(column).Select((c, r) => (Task: board.Tasks[r], Agent: c)).Where(g => g.Agent >= 0).ToList();
        var (works, merges) = (given.Where(g => !g.Task.InMergeLane).ToList(), given.Count(g => g.Agent == column && g.Task.InMergeLane));
        var mine = works.Where(g => g.Agent == column).Select(g => g.Task).ToList();
        var ordinary = works.Where(g => !Suitability.IsUrgent(g.Task, board.Rules)).ToList();
        return merges <= 1 && mine.Count <= agent.Free && (agent.MergeTakesPlace != true || mine.Count + merges <= agent.Free)
            && (task.InMergeLane || task.RunPlaces is not { } places || works.Count(g => g.Task.Workflow == task.Workflow) <= places)
            && (task.InMergeLane || Suitability.IsUrgent(task, board.Rules) || (ordinary.Count <= mostOrdinary && ordinary.Count(g => g.Agent == column) <= agent.Free - (agent.Reserved ?? 0)))
            && (agent.Practice ?? []).All(p => mine.Count(t => Suitability.Lacked(t, agent).Contains(p.Skill)) <= p.Places);
    }

    private static int Column(ScoreBoard board, string agent) => board.Agents.ToList().FindIndex(a => a.Id == agent);

    private static string Text(ImmutableArray<Choice> choices) => string.Join('\n', choices.Select(c => $"{c.Task.Task} {c.Agent} {c.Why.Score} {c.Why.RunnerUp}"));
}
