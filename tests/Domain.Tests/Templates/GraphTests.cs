using System.Collections.Immutable;
using CsCheck;
using Shouldly;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Templates;

[Trait("Capability", "G1")]
public sealed class GraphTests
{
    /// <summary>Task i needs some of the tasks before it: never a cycle.</summary>
    private static readonly Gen<ImmutableArray<TaskDefinition>> Acyclic =
        from count in Gen.Int[1, 40]
        from needs in Gen.Int[0, 1_000].Array[0, 4].Array[count]
        select Enumerable.Range(0, count).Select(i => Task(
            $"t{i}", [.. needs[i].Where(_ => i > 0).Select(n => $"t{n % Math.Max(i, 1)}").Distinct()])).ToImmutableArray();

    [Fact]
    public void a_graph_without_a_cycle_is_never_refused() => Acyclic.Sample(tasks => Graph.Check(Definition(tasks)).ShouldBeEmpty());

    [Fact]
    public void a_planted_cycle_is_always_refused_and_the_named_cycle_is_real() =>
        Gen.Select(Acyclic, Gen.Int[0, 1_000], Gen.Int[0, 1_000]).Sample((tasks, a, b) =>
        {
            var planted = Plant(tasks, a % tasks.Length, b % tasks.Length);
            var problem = Graph.Check(Definition(planted)).ShouldHaveSingleItem();
            problem.Code.ShouldBe(Graph.Cycle);
            Walk(problem.Message).ShouldAllBe(edge => planted.Single(t => t.Name == edge.From).Needs.Contains(edge.To));
        });

    [Fact]
    public void a_cycle_through_a_gate_is_named_with_its_place()
    {
        var definition = Definition([Task("a", "ready"), Task("b", "a")]) with { Gates = [new GateDefinition("ready", ["b"], [], 0)] };
        var problem = Graph.Check(definition).ShouldHaveSingleItem();
        problem.Message.ShouldStartWith("a → ready → b → a");
        problem.Path.ShouldBe("tasks[0].needs[0]");
    }

    [Fact]
    public void a_task_that_needs_itself_is_a_cycle() =>
        Graph.Check(Definition([Task("a", "a")])).ShouldHaveSingleItem().Message.ShouldStartWith("a → a");

    [Fact]
    public void unknown_and_duplicate_names_are_refused_with_their_places()
    {
        var definition = Definition([Task("a"), Task("b", "a", "nobody"), Task("a")]) with
        {
            Gates = [new GateDefinition("b", ["a", "none"], [], 0)],
            Milestones = [new MilestoneDefinition("m", 1, ["a"]), new MilestoneDefinition("m", 1, ["gone"])],
        };
        Graph.Check(definition).Select(p => (p.Code, p.Path)).ShouldBe(
        [
            (Graph.DuplicateName, "tasks[2].name"),
            (Graph.DuplicateName, "gates[0].name"),
            (Graph.DuplicateName, "milestones[1].name"),
            (Graph.UnknownDependency, "milestones[1].requires[0]"),
            (Graph.UnknownDependency, "tasks[1].needs[1]"),
            (Graph.UnknownDependency, "gates[0].after[1]"),
        ]);
    }

    [Fact]
    public void a_chain_of_twenty_thousand_tasks_is_read_and_one_more_is_refused()
    {
        var chain = Enumerable.Range(0, Plan.MaxTasks).Select(i => i == 0 ? Task("t0") : Task($"t{i}", $"t{i - 1}")).ToImmutableArray();
        Graph.Check(Definition(chain)).ShouldBeEmpty();
        Graph.Check(Definition(chain.SetItem(0, Task("t0", $"t{Plan.MaxTasks - 1}")))).ShouldHaveSingleItem().Code.ShouldBe(Graph.Cycle);
        Graph.Check(Definition(chain.Add(Task("more")))).ShouldHaveSingleItem().Code.ShouldBe(Graph.TooLarge);
    }

    /// <summary>The later task already needs nothing after it, so the earlier one needing it (and it the earlier one) closes a circle.</summary>
    private static ImmutableArray<TaskDefinition> Plant(ImmutableArray<TaskDefinition> tasks, int a, int b)
    {
        var (early, late) = (Math.Min(a, b), Math.Max(a, b));
        var closed = tasks.SetItem(late, tasks[late] with { Needs = [.. tasks[late].Needs.Append(tasks[early].Name).Distinct()] });
        return closed.SetItem(early, closed[early] with { Needs = [.. closed[early].Needs.Append(tasks[late].Name).Distinct()] });
    }

    private static IEnumerable<(string From, string To)> Walk(string message)
    {
        var names = message.Split(" (")[0].Split(" → ");
        return names.Contains("…") ? [] : names.Zip(names.Skip(1));
    }

    private static TaskDefinition Task(string name, params string[] needs) => new(
        name, "main", [.. needs], [], Complexity.Simple, 1, 1, 60, RetryPolicy.Default, [], [], BaseChoice.Latest, null, []);

    private static WorkflowDefinition Definition(ImmutableArray<TaskDefinition> tasks) =>
        new("w", [new StageDefinition("main", StageMode.Parallel)], tasks, [], [], new RunSettings(1, default, default, default, default));
}
