using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;

namespace Weft.Benchmarks.Scheduling;

/// <summary>The live distributor on its own: a large batch against the clock, and recorded decisions decided again.</summary>
public static class AssignmentFigures
{
    private const int Decisions = 10_000;
    private const int Flips = 200;
    private static readonly string[] Skills = ["csharp", "react", "sql", "go", "ops", "test"];

    public static void Add(Dictionary<string, double> figures, Dictionary<string, Target> targets, CancellationToken cancellation)
    {
        figures["batch_1000x200_ms"] = Math.Round(BatchMs(), 2);
        targets["batch_1000x200_ms"] = new(null, 50);
        var (decisions, differences) = Recompute(cancellation);
        figures["decisions_recomputed"] = decisions;
        figures["decision_differences"] = differences;
        targets["decision_differences"] = new(null, 0);
    }

    /// <summary>The median of many runs, the first ones left out.</summary>
    private static double BatchMs()
    {
        var inputs = Draw(new Random(3), 1_000, 200, 5);
        var times = new List<double>();
        for (var i = 0; i < 25; i++)
        {
            var watch = Stopwatch.StartNew();
            Distribute.Decide(inputs);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        return times.Skip(10).Order().ElementAt(7);
    }

    /// <summary>Each decision is written as it is stored, read back, and explained: what comes out must be what was chosen. For some the named
    /// flip is looked for too; it is tried by the search itself.</summary>
    private static (int Decisions, int Differences) Recompute(CancellationToken cancellation)
    {
        var random = new Random(5);
        var differences = 0;
        for (var i = 0; i < Decisions; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var inputs = Draw(random, 1 + random.Next(12), 1 + random.Next(8), 1 + random.Next(3));
            var chosen = Distribute.Decide(inputs);
            var read = DecisionRecord.Read(DecisionRecord.Write(inputs));
            var again = read is null ? null : DecisionRecord.Again(read);
            var same = again is { } choices && choices.Length == chosen.Length && choices.Zip(chosen).All(p => Text(p.First) == Text(p.Second));
            differences += same && (i >= Flips || chosen.All(c => Explain.Of(read!, c.Task.Workflow, c.Task.Task)?.Chosen == c.Agent)) ? 0 : 1;
        }

        return (Decisions, differences);
    }

    private static string Text(Choice c) => string.Create(
        CultureInfo.InvariantCulture, $"{c.Task.Task} {c.Agent} {c.Why.Score} {c.Why.RunnerUp} {c.Why.RunnerUpScore} {c.Why.Candidates} {string.Join(',', c.Why.LeftOut)}");

    private static DecisionInputs Draw(Random random, int tasks, int agents, int capacity) => new(
        Distribute.Version, 1, ChoiceWeights.Default,
        [.. Enumerable.Range(0, tasks).Select(i => DrawTask(random, i))], [.. Enumerable.Range(0, agents).Select(i => DrawAgent(random, i, capacity))]);

    private static OpenTask DrawTask(Random random, int i)
    {
        var skill = Skills[random.Next(Skills.Length)];
        return new OpenTask("w" + Name(i % 7), "t" + Name(i), WorkKind.Work, [new SkillRequirement(skill, random.Next(8) / 10.0)], random.Next(4),
            random.Next(1_000), DateTimeOffset.UnixEpoch.AddSeconds(random.Next(5_000)), 10 + random.Next(200), "simple:" + skill, []);
    }

    private static AgentState DrawAgent(Random random, int i, int capacity) => new(
        "a" + Name(i), [.. Skills.Where(_ => random.Next(2) == 0).Select(s => new Skill(s, random.Next(1, 11) / 10.0))], (AgentTier)random.Next(3),
        random.Next(20) > 0, capacity, random.Next(capacity + 1), true, true, random.Next(50), 0.5 + random.NextDouble(),
        [.. Skills.Where(_ => random.Next(2) == 0).Select(s => new Baseline("simple:" + s, 1 + random.Next(20), 0.5 + random.NextDouble(), random.NextDouble()))]);

    private static string Name(int number) => number.ToString("000", CultureInfo.InvariantCulture);
}
