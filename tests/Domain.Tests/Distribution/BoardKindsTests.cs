using System.Collections.Immutable;
using System.Text.Json;
using CsCheck;
using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Causality;
using Weft.Domain.Distribution;
using Weft.Domain.Resources;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Distribution;

/// <summary>Ready tasks are of one kind when the same agents can have them, whatever paths they name.</summary>
public sealed class BoardKindsTests
{
    private static readonly DomainMap Map = new(true,
    [
        new OwnedDomain("frontend", ["frontend"], [], [], [new Area("pages", ["web/**"], [], [], ["react"])]),
        new OwnedDomain("backend", ["backend"], [], [], [new Area("service", ["api/**"], ["orders"], [], ["csharp"])]),
    ]);

    private static readonly string[] Places = ["web/a/**", "api/b/**", "docs/c.md", "table:orders", "web/x.ts"];

    /// <summary>As a path it is a file of that name, as something touched it is the table.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Capability", "D1")]
    [Trait("Capability", "D2")]
    public void the_same_text_as_a_path_and_as_what_is_touched_is_not_the_same(bool slice)
    {
        var run = Run.Of(Some.Workflow(
            Some.Task("t1") with { Paths = ["table:orders"] },
            Some.Task("t2") with { Touches = ["table:orders"] }).With(Some.Settings with { ParallelAgents = 10 }));
        var board = BoardOf(run, "bob");
        board.Ledger = slice ? Sliced("table:orders", "ada") : Ledger.Empty with { Map = Map };
        Given(board, run, board.StateOf("bob")!).ShouldBe(["t1"]);
    }

    /// <summary>Each has a part of it: to have one part is not enough.</summary>
    [Fact]
    [Trait("Capability", "D2")]
    public void of_what_several_have_slices_of_nobody_gets_all()
    {
        var run = Run.Of(Some.Workflow(Some.Task("t") with { Touches = ["src/**"] }));
        var board = BoardOf(run, "ada", "bob");
        board.Ledger = Sliced("src/b/**", "bob", Sliced("src/a/**", "ada"));
        Given(board, run, board.StateOf("ada")!).ShouldBeEmpty();
        Given(board, run, board.StateOf("bob")!).ShouldBeEmpty();
        board.Ledger = Sliced("src/b/**", "ada", Sliced("src/a/**", "ada"));
        Given(board, run, board.StateOf("ada")!).ShouldBe(["t"]);
    }

    [Fact]
    [Trait("Capability", "D1")]
    [Trait("Capability", "D2")]
    public void kinds_follow_the_map_and_the_slices_as_they_change()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a") with { Paths = ["web/a.ts"] }, Some.Task("b") with { Paths = ["api/b.cs"] }, Some.Task("c") with { Paths = ["docs/c.md"] }));
        var board = BoardOf(run, "bob");
        AgentState bob() => board.StateOf("bob")! with { Skills = [new Skill("csharp", 0.9)], Roles = ["backend"] };
        Given(board, run, bob()).ShouldBe(["a", "b", "c"]);
        board.Ledger = Ledger.Empty with { Map = Map };
        Given(board, run, bob()).ShouldBe(["b", "c"]);
        board.Ledger = Sliced("docs/**", "ada") with { Map = Map };
        Given(board, run, bob()).ShouldBe(["b"]);

        // A task that is placed meanwhile stands where the others do.
        board.Ledger = Sliced("docs/**", "bob") with { Map = Map with { Enforced = false } };
        run.Claim("c", "bob");
        board.Put(null, run.State, run.History.Select(h => (object)h.Event));
        run.Do(s => Work.Release(s, "c", new Holder("bob", s.Items["c"].Lease!.Token), "later"));
        board.Put(null, run.State, run.History.Select(h => (object)h.Event));
        board.Ledger = Sliced("docs/**", "ada") with { Map = Map };
        Given(board, run, bob()).ShouldBe(["b"]);
        board.Ledger = Ledger.Empty;
        Given(board, run, bob()).ShouldBe(["a", "b", "c"]);
    }

    /// <summary>Whatever paths they name, and with a map whatever kinds they are, where the same agents can have them.</summary>
    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 3)]
    [InlineData(true, 1)]
    [InlineData(true, 3)]
    [Trait("Capability", "K5")]
    public void a_decision_is_as_large_as_the_places_it_fills_however_many_tasks_wait(bool enforced, int places)
    {
        var run = Run.Of(Some.Workflow([.. Enumerable.Range(0, 2_000).Select(i => Some.Task($"t{i:0000}") with { Priority = i % 7, Paths = [$"src/m{i}/**"] })]));
        var areas = Enumerable.Range(0, 40).Select(a => new Area($"a{a}", [$"src/m{a}*/**"], [], [], [$"skill{a % 9}"]));
        var board = BoardOf(run, "ada");
        board.Ledger = Ledger.Empty with { Map = new DomainMap(enforced, [new OwnedDomain("all", ["all"], [], [], [.. areas])]) };
        var ada = board.StateOf("ada", places)! with { Roles = ["all"], Skills = [.. Enumerable.Range(0, 9).Select(i => new Skill($"skill{i}", 0.9))], MergeFree = false };
        var open = board.Open(Coordination.Pull, [ada], ChoiceRules.Default, run.Now);
        open.Length.ShouldBe(places);
        open.ShouldAllBe(t => t.Priority == 6, "the most urgent");
        var record = DecisionRecord.Write(DecisionRecord.Inputs(1, ChoiceWeights.Default, ChoiceRules.Default, open, [ada])).ShouldHaveSingleItem();
        JsonSerializer.SerializeToUtf8Bytes(record).Length.ShouldBeLessThan(4_000);
    }

    /// <summary>What is left out of a decision would have got no place in it.</summary>
    [Fact]
    [Trait("Capability", "K5")]
    [Trait("Capability", "L11")]
    public void what_is_left_out_changes_nothing_of_who_gets_a_place() =>
        Gen.Int[0, 10_000_000].Sample(seed =>
        {
            var random = new Random(seed);
            var run = Run.Of(Some.Workflow([.. Enumerable.Range(0, 40).Select(i => Draw(random, i))]), Some.Repository);
            for (var lost = random.Next(8); lost > 0; lost--)
            {
                var task = Any();
                var token = run.Claim(task, $"a{random.Next(4)}", 1).Token;
                run.Pass(1).Do(s => Work.Expire(s, task, token, run.Now.AddSeconds(-1), run.Now));
            }

            for (var merges = random.Next(3); merges > 0; merges--)
            {
                run.Submit(Any());
            }

            run.Pass(5);
            var agents = Batch.DrawMore(seed, 0, 5).Agents;
            var board = BoardOf(run, "a0", "a1");
            board.Ledger = (random.Next(2) == 0 ? Ledger.Empty : Sliced(Places[random.Next(5)], $"a{random.Next(4)}")) with { Map = Map with { Enforced = random.Next(3) > 0 } };
            var rules = new ChoiceRules(2, (TierMode)random.Next(3), ClassTiers.Default);
            var all = run.State.Items.Values.Where(i => i.Status == WorkStatus.Ready).Select(i => board.OpenOf("w1", i, rules, run.Now)).ToImmutableArray();
            var open = board.Open(Coordination.Pull, agents, rules, run.Now);
            open.Select(t => t.Task).ShouldBeUnique();
            string.Join(' ', Placed(open)).ShouldBe(string.Join(' ', Placed(all)), $"seed {seed}: {open.Length} of {all.Length}");

            string Any() => run.State.Items.Values.Where(i => i is { Kind: WorkKind.Work, Status: WorkStatus.Ready }).Select(i => i.Name).Order(StringComparer.Ordinal).ElementAt(random.Next(20));

            IEnumerable<string> Placed(ImmutableArray<OpenTask> tasks) => Distribute.Decide(
                DecisionRecord.Inputs(1, ChoiceWeights.Default, rules, tasks, agents)).Select(c => c.Task.Task).Order(StringComparer.Ordinal);
        }, iter: 500);

    /// <summary>Nothing of it could be given out, so it stands in nobody's way.</summary>
    [Fact]
    [Trait("Capability", "K5")]
    public void a_run_that_may_grow_no_more_takes_no_place_from_others()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a") with { Priority = 9 }));
        var board = BoardOf(run, "bob");
        var full = run.State with { Version = Plan.MaxEvents };
        board.Put(null, full, []);
        board.Open(Coordination.Pull, [board.StateOf("bob")!], ChoiceRules.Default, run.Now).ShouldBeEmpty();
    }

    private static TaskDefinition Draw(Random random, int i) => Some.Task($"t{i}") with
    {
        Priority = random.Next(4),
        Complexity = (Complexity)random.Next(3),
        Skills = random.Next(3) == 0 ? [new SkillRequirement(random.Next(2) == 0 ? "react" : "csharp", random.Next(2) / 2.0)] : [],
        Paths = [.. Places.Where(_ => random.Next(5) == 0)],
        Touches = random.Next(4) == 0 ? [Places[random.Next(5)]] : null,
    };

    private static Ledger Sliced(string resource, string agent, Ledger? before = null) => Slicing.Request(before, Resource.Parse(resource)!, agent, [], 600, Times.Start).Events
        .Aggregate(before, (l, e) => Ledger.Evolve(l, e, new Stamp((l?.Version ?? 0) + 1, Times.Start, Dot.None)))!;

    private static IEnumerable<string> Given(Board board, Run run, AgentState agent) => Distribute.Decide(DecisionRecord.Inputs(
        1, ChoiceWeights.Default, ChoiceRules.Default, board.Open(Coordination.Pull, [agent], ChoiceRules.Default, run.Now), [agent])).Select(c => c.Task.Task).Order(StringComparer.Ordinal);

    private static Board BoardOf(Run run, params string[] agents)
    {
        var board = new Board();
        foreach (var agent in agents)
        {
            board.Put(Tests.Given.Agent(new AgentRegistered(agent, new(agent, [], null, AgentTier.Senior, 4, true, null, Deadlines.Default))).State!);
        }

        board.Put(null, run.State, run.History.Select(h => (object)h.Event));
        return board;
    }
}
