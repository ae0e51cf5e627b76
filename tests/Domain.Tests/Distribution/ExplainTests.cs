using CsCheck;
using Shouldly;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;
using Weft.Tests;
using Xunit;

namespace Weft.Domain.Tests.Distribution;

[Trait("Capability", "Z2")]
public sealed class ExplainTests
{
    [Fact]
    public void a_record_read_back_decides_the_same_and_its_parts_stay_small() =>
        Gen.Int[0, 10_000_000].Sample(seed =>
        {
            var inputs = Batch.DrawMore(seed, 200, 60);
            var parts = DecisionRecord.Write(inputs);
            parts.ShouldAllBe(p => Audit.StateHash.Canonical(p).Length < 60_000);
            var read = DecisionRecord.Read(parts.Reverse()).ShouldNotBeNull();
            DecisionRecord.Again(read)!.Value.Select(c => (c.Task.Task, c.Agent, c.Why.Score, c.Why.RunnerUp))
                .ShouldBe(Distribute.Decide(inputs).Select(c => (c.Task.Task, c.Agent, c.Why.Score, c.Why.RunnerUp)));
            DecisionRecord.Read(parts.Take(parts.Length - 1)).ShouldBeNull();
        }, iter: 60);

    [Fact]
    public void every_field_of_the_inputs_is_in_the_hash()
    {
        OwnedResource owned = new("src/**", "backend", ["backend"], ["a"]);
        var task = Batch.Task("t", ("csharp", 0.5)) with { Near = ["a"], Complexity = Complexity.Simple, Owned = [owned], Excluded = [new("a", "failed-here")], SkillsFrom = "task", RunPlaces = 2 };
        var agent = Batch.Agent("a", ("csharp", 0.9)) with
        {
            Baselines = [new("simple:csharp", 3, 0.5, 0.1)],
            Roles = ["backend"],
            Utilisation = 0.5,
            BreakerOpen = true,
            Reserved = 1,
            Training = ["sql"],
            Unreviewed = ["sql"],
            Idle = 4,
            Practice = [new("sql", 1)],
            MergeTakesPlace = true,
        };
        var rules = new ChoiceRules(800, TierMode.Off, new ClassTiers(new(0.1, 0.2, 0.3), new(0.4, 0.5, 0.6), new(0.7, 0.8, 0.9)));
        var inputs = Batch.Of([task], [agent]) with { Rules = rules, Ordinary = 3 };
        var variants = Variants(inputs).Concat(Variants(task).Select(t => inputs with { Tasks = [t] }))
            .Concat(Variants(owned).Select(o => inputs with { Tasks = [task with { Owned = [o] }] }))
            .Concat(Variants(task.Excluded.Value[0]).Select(e => inputs with { Tasks = [task with { Excluded = [e] }] }))
            .Concat(Variants(rules).Select(r => inputs with { Rules = r }))
            .Concat(Variants(rules.Classes.Simple).Select(l => inputs with { Rules = rules with { Classes = rules.Classes with { Simple = l } } }))
            .Concat(Variants(rules.Classes.Complex).Select(l => inputs with { Rules = rules with { Classes = rules.Classes with { Complex = l } } }))
            .Concat(Variants(agent.Practice.Value[0]).Select(p => inputs with { Agents = [agent with { Practice = [p] }] }))
            .Concat(Variants(agent).Select(a => inputs with { Agents = [a] })).Concat(Variants(inputs.Weights).Select(w => inputs with { Weights = w })).ToList();
        variants.Count.ShouldBeGreaterThan(50);
        variants.Select(DecisionRecord.Hash).Append(DecisionRecord.Hash(inputs)).Distinct().Count().ShouldBe(variants.Count + 1);
    }

    /// <summary>The record with one of its plain fields changed, field by field, and with each list emptied.</summary>
    private static IEnumerable<T> Variants<T>(T record)
        where T : notnull
    {
        var clone = typeof(T).GetMethod("<Clone>$")!;
        foreach (var property in typeof(T).GetProperties().Where(p => p.CanWrite))
        {
            var changed = property.GetValue(record) switch
            {
                string s => s + "!",
                int i => i + 1,
                double d => d + 1,
                bool b => !b,
                DateTimeOffset at => at.AddTicks(1),
                Enum e => Enum.ToObject(e.GetType(), (Convert.ToInt32(e, System.Globalization.CultureInfo.InvariantCulture) + 1) % 3),
                System.Collections.IEnumerable list => list.GetType().GetField("Empty")!.GetValue(null),
                _ => null,
            };
            if (changed is not null)
            {
                var copy = (T)clone.Invoke(record, null)!;
                property.SetValue(copy, changed);
                yield return copy;
            }
        }
    }

    [Fact]
    public void a_changed_record_is_not_believed()
    {
        var part = DecisionRecord.Write(Batch.Of([Batch.Task("t")], [Batch.Agent("a")])).ShouldHaveSingleItem();
        DecisionRecord.Read([part with { Agents = [Batch.Agent("b")] }]).ShouldBeNull();
    }

    [Fact]
    public void every_contender_has_a_verdict_and_the_flip_flips()
    {
        var inputs = Batch.Of([Batch.Task("t", ("csharp", 0.5))],
            [Batch.Agent("best", ("csharp", 0.9)), Batch.Agent("next", ("csharp", 0.8)), Batch.Agent("weak", ("csharp", 0.3)), Batch.Agent("none", ("sql", 1))]);
        var explained = Explain.Of(inputs, "w", "t").ShouldNotBeNull();
        explained.Chosen.ShouldBe("best");
        explained.Contenders.ToDictionary(c => c.Agent, c => c.Verdict).ShouldBe(new Dictionary<string, string>
        {
            ["best"] = Explain.Chosen,
            ["next"] = Explain.LowerScore,
            ["weak"] = Match.SkillTooLow,
            ["none"] = Match.SkillMissing,
        }, ignoreOrder: true);
        var flip = explained.SmallestFlip.ShouldNotBeNull();
        (flip.Agent, flip.What, flip.Holder).ShouldBe(("best", "skill-level:csharp", "next"));
    }

    [Fact]
    public void agents_that_were_not_looked_at_are_named_with_what_kept_them_out()
    {
        var inputs = Batch.Of([Batch.Task("t", ("csharp", 0.5))], [Batch.Agent("best", ("csharp", 0.9))]);
        var explained = Explain.Of(inputs, "w", "t",
        [
            Batch.Agent("idle", ("csharp", 0.8)), Batch.Agent("gone", ("csharp", 1)) with { TakesWork = false }, Batch.Agent("full", ("csharp", 1)) with { Free = 0 },
            Batch.Agent("other", ("sql", 1)), Batch.Agent("kept", ("csharp", 1)) with { Reserved = 2 },
        ]).ShouldNotBeNull();
        explained.Contenders.Select(c => (c.Agent, c.Verdict, c.Considered)).ShouldBe(
        [
            ("best", Explain.Chosen, true), ("full", Match.AtCapacity, false), ("gone", Match.NotTakingWork, false), ("idle", Explain.NotAsking, false),
            ("kept", Explain.NotAsking, false), ("other", Match.SkillMissing, false),
        ]);
        Explain.Of(inputs with { Rules = ChoiceRules.Default }, "w", "t", [Batch.Agent("kept", ("csharp", 1)) with { Reserved = 2 }])!.Contenders[^1].Verdict.ShouldBe(Match.Reserved);
        Explain.Of(inputs with { Chooser = Distribute.First }, "w", "t", [Batch.Agent("idle", ("csharp", 0.8)) with { BreakerOpen = true }])!.Contenders[^1].Verdict
            .ShouldBe(Explain.NotAsking, "the first chooser knew of no breakers");
    }

    [Fact]
    public void who_would_have_had_it_by_asking_is_named_where_nothing_else_would_have_flipped_it()
    {
        var inputs = Batch.Of([Batch.Task("t", ("csharp", 0))], [Batch.Agent("best", ("csharp", 0.6))]);
        AgentState[] others = [Batch.Agent("better", ("csharp", 0.8)), Batch.Agent("gone", ("csharp", 1)) with { TakesWork = false }, Batch.Agent("weaker", ("csharp", 0.5))];
        Explain.Of(inputs, "w", "t", [.. others])!.SmallestFlip.ShouldBe(new Flip("better", "asking", 0, 1, Holder: "better"), "what the chosen one would have had to lose is all of it");
        Explain.Of(inputs, "w", "t", [.. others[1..]])!.SmallestFlip!.Agent.ShouldBe("best", "the weaker one would not have got it either");
        var closer = inputs with { Agents = [.. inputs.Agents, Batch.Agent("next", ("csharp", 0.55))] };
        Explain.Of(closer, "w", "t", [.. others])!.SmallestFlip!.What.ShouldNotBe("asking", "a little better is less than to ask at all");
    }

    /// <summary>Whatever it names, one thing at a time, and deciding again gives the task to whom it says.</summary>
    [Fact]
    public void every_named_change_flips_the_choice_when_it_is_tried() =>
        Gen.Int[0, 10_000_000].Sample(seed =>
        {
            var inputs = Batch.DrawMore(seed, 5, 4);
            foreach (var task in inputs.Tasks)
            {
                if (Explain.Of(inputs, task.Workflow, task.Task)!.SmallestFlip is { } flip)
                {
                    NamedFlip.IsConfirmed(inputs, task, flip, []).ShouldBeTrue(flip.ToString());
                    flip.Holder.ShouldNotBe(Holder(inputs, task));
                }
            }
        }, iter: 200);

    private static string? Holder(DecisionInputs inputs, OpenTask task) => Distribute.Decide(inputs).FirstOrDefault(c => c.Task.Task == task.Task)?.Agent;
}
