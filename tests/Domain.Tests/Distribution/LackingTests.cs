using CsCheck;
using Shouldly;
using Weft.Domain.Distribution;
using Xunit;

namespace Weft.Domain.Tests.Distribution;

/// <summary>What would let an agent have a task: each thing that keeps it out, by the least.</summary>
[Trait("Capability", "Z2")]
public sealed class LackingTests
{
    private static readonly OpenTask Asked = Batch.Task("t", ("csharp", 0.5));

    [Fact]
    public void what_is_lacking_is_named_with_how_much()
    {
        Of(Batch.Agent("a", ("csharp", 0.4))).ShouldBe([new Flip("a", "skill-level:csharp", 0.4, 0.5, (0.5 - 0.4) / (1 - 0.4))]);
        Of(Batch.Agent("a", ("csharp", 1)) with { Capacity = 4, Free = 0 }).ShouldBe([new Flip("a", "free-place", 0, 1, 0.25)]);
        Of(Batch.Agent("a", ("csharp", 1)) with { Free = 1, Reserved = 1 }, ChoiceRules.Default).ShouldBe([new Flip("a", "reserved", 1, 0)]);
        Of(Batch.Agent("a", ("csharp", 1)) with { TakesWork = false, BreakerOpen = true }).ShouldNotBeNull().Select(f => f.What).ShouldBe(["active", "breaker"]);
        Of(Batch.Agent("a", ("csharp", 1))).ShouldBe([]);
        var owned = Asked with { Owned = [new OwnedResource("src/**", "backend/api", ["backend"], []), new OwnedResource("docs/**", "docs", [], ["b"])], Sliced = [new SlicedResource("table:x", "b")] };
        Lacking.Of(owned, Batch.Agent("a", ("csharp", 1)), ChoiceRules.None).ShouldNotBeNull().Select(f => f.What).ShouldBe(["role:backend", "owner:docs", "slice:table:x"]);
    }

    [Fact]
    public void the_nearest_lacks_the_fewest_things_and_of_these_the_least()
    {
        AgentState[] agents =
        [
            Batch.Agent("far", ("csharp", 0.1)), Batch.Agent("near", ("csharp", 0.45)), Batch.Agent("two", ("csharp", 0.49)) with { Capacity = 9, Free = 0 }, Batch.Agent("other", ("sql", 1)),
        ];
        Lacking.Nearest(Asked, agents, ChoiceRules.None).ShouldHaveSingleItem().Agent.ShouldBe("near");
        Lacking.Nearest(Asked, [], ChoiceRules.None).ShouldBeEmpty();
    }

    /// <summary>One thing that keeps out is one change; and nothing is named for who could have it.</summary>
    [Fact]
    public void whoever_can_have_it_lacks_nothing_and_whoever_cannot_lacks_something() =>
        Gen.Int[0, 10_000_000].Sample(seed =>
        {
            var inputs = Batch.DrawMore(seed, 6, 6);
            foreach (var task in inputs.Tasks)
            {
                foreach (var agent in inputs.Agents)
                {
                    (Lacking.Of(task, agent, inputs.Rules!)?.IsEmpty == true).ShouldBe(Suitability.WhyNot(task, agent, inputs.Rules!) is null);
                }
            }
        }, iter: 300);

    private static System.Collections.Immutable.ImmutableArray<Flip>? Of(AgentState agent, ChoiceRules? rules = null) => Lacking.Of(Asked, agent, rules ?? ChoiceRules.None);
}
