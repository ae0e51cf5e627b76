using Weft.Domain.Workflows;

namespace Weft.Domain.Tests.Workflows;

/// <summary>Definitions drawn from a seed: any directed graph without cycles, gates, milestones, artifacts and settings included.</summary>
public static class Drawn
{
    public static WorkflowDefinition Workflow(Random random, int size)
    {
        var nodes = new List<string>();
        var tasks = new List<TaskDefinition>();
        var gates = new List<GateDefinition>();
        for (var i = 0; i < size; i++)
        {
            var name = $"t{i:000}";
            tasks.Add(Task(random, name, Pick(random, nodes, random.Next(4))));
            nodes.Add(name);
            if (random.Next(6) == 0)
            {
                gates.Add(Gate(random, $"g{i:000}", Pick(random, nodes, 1 + random.Next(5))));
                nodes.Add($"g{i:000}");
            }
        }

        return Some.Workflow([.. tasks]).With(Settings(random)) with
        {
            Gates = [.. gates],
            Milestones = [.. Enumerable.Range(0, random.Next(4)).Select(m => Some.Milestone($"m{m}", random.Next(5), Pick(random, nodes, 1 + random.Next(4))))],
        };
    }

    private static TaskDefinition Task(Random random, string name, string[] needs) => Some.Task(name, needs) with
    {
        Priority = random.Next(10),
        Retry = new RetryPolicy(1 + random.Next(3), random.Next(5), 2, 20),
        Base = random.Next(2) == 0 ? BaseChoice.Fork : BaseChoice.Latest,
        Consumes = random.Next(3) == 0 ? [$"a{random.Next(4)}"] : [],
        Produces = random.Next(3) == 0 ? [$"a{random.Next(4)}"] : [],
        TimeoutSeconds = random.Next(2) * 60,
    };

    private static GateDefinition Gate(Random random, string name, string[] after) =>
        Some.Gate(name, after, [.. Enumerable.Range(0, random.Next(3)).Select(c => $"c{c}")], random.Next(2) * 100);

    private static RunSettings Settings(Random random) => new(
        1 + random.Next(8),
        random.Next(2) == 0 ? Coordination.Pull : Coordination.Push,
        random.Next(2) == 0 ? ConflictApproach.Human : ConflictApproach.Priority,
        random.Next(4) == 0 ? QualityStrategy.None : QualityStrategy.Gates,
        random.Next(2) == 0 ? MetricsLevel.Full : MetricsLevel.Summary);

    private static string[] Pick(Random random, List<string> from, int count) =>
        [.. Enumerable.Range(0, Math.Min(count, from.Count)).Select(_ => from[random.Next(from.Count)]).Distinct()];
}
