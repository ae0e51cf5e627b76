using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Weft.Application.EventStore;
using Weft.Domain.Distribution;
using Weft.Tests;

namespace Weft.Benchmarks.Scheduling;

/// <summary>The live distributor on its own: a large batch against the clock, and recorded decisions decided and explained again.</summary>
public static class AssignmentFigures
{
    private const int Decisions = 10_000;

    public static void Add(Dictionary<string, double> figures, Dictionary<string, Target> targets, CancellationToken cancellation)
    {
        var batch = DrawnDecisions.Plain(new Random(3), 1_000, 200, 5);
        figures["batch_1000x200_ms"] = Math.Round(BatchMs(batch), 2);
        targets["batch_1000x200_ms"] = new(null, 50);
        figures["batch_1000x200_all_placed_ms"] = Math.Round(BatchMs(DrawnDecisions.WithRoomForAll(batch)), 2);
        targets["batch_1000x200_all_placed_ms"] = new(null, 50);
        var random = new Random(5);
        var (explained, flips, confirmed, differences) = (0, 0, 0, 0);
        for (var i = 0; i < Decisions; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var drawn = DrawnDecisions.Full(random, 1 + random.Next(12), 1 + random.Next(8), 1 + random.Next(3));
            var (tasks, named, tried, same) = Again(drawn, Distribute.Decide(drawn), DrawnDecisions.Beside(random, random.Next(4), 3));
            explained += tasks;
            flips += named;
            confirmed += tried;
            differences += same ? 0 : 1;
        }

        figures["decisions_recomputed"] = Decisions;
        figures["explanations"] = explained;
        figures["flips_named"] = flips;
        figures["flips_not_confirmed"] = flips - confirmed;
        targets["flips_not_confirmed"] = new(null, 0);
        figures["decision_differences"] = differences;
        targets["decision_differences"] = new(null, 0);
    }

    /// <summary>The median of many runs, the first ones left out.</summary>
    private static double BatchMs(DecisionInputs inputs)
    {
        var times = new List<double>();
        for (var i = 0; i < 25; i++)
        {
            var watch = Stopwatch.StartNew();
            Distribute.Decide(inputs);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        return times.Skip(10).Order().ElementAt(7);
    }

    /// <summary>The decision as it lies in the store, read back, decided again, and every task of it explained, those that got nobody too; each change that is named is made.</summary>
    /// <param name="beside">agents that it did not look at</param>
    private static (int Tasks, int Flips, int Confirmed, bool Same) Again(DecisionInputs inputs, ImmutableArray<Choice> chosen, ImmutableArray<AgentState> beside)
    {
        if (DecisionRecord.Read(DecisionRecord.Write(inputs).Select(AsStored)) is not { } read || DecisionRecord.Again(read) is not { } again)
        {
            return (0, 0, 0, false);
        }

        var same = again.Length == chosen.Length && again.Zip(chosen).All(p => Text(p.First) == Text(p.Second));
        var (flips, confirmed) = (0, 0);
        foreach (var task in inputs.Tasks)
        {
            var why = Explain.Of(read, task.Workflow, task.Task, beside);
            same &= why is not null && why.Chosen == chosen.FirstOrDefault(c => c.Task == task)?.Agent && why.Contenders.Length == inputs.Agents.Length + beside.Length
                && (why.SmallestFlip is null || why.SmallestFlip.Holder != why.Chosen);
            if (why?.SmallestFlip is { } flip)
            {
                flips++;
                confirmed += NamedFlip.IsConfirmed(read, why.Task, flip, beside) ? 1 : 0;
            }
        }

        return (inputs.Tasks.Length, flips, confirmed, same);
    }

    private static AssignmentDecided AsStored(AssignmentDecided part) => JsonSerializer.Deserialize<AssignmentDecided>(Json.ToUtf8(part), Json.Options)!;

    private static string Text(Choice c) => string.Create(
        CultureInfo.InvariantCulture, $"{c.Task.Task} {c.Agent} {c.Why.Score} {c.Why.RunnerUp} {c.Why.RunnerUpScore} {c.Why.Candidates} {string.Join(',', c.Why.LeftOut)}");
}
