using Shouldly;
using Weft.Domain.Resources;
using Xunit;
using static Weft.Domain.Tests.Resources.Maps;

namespace Weft.Domain.Tests.Resources;

/// <summary>Skills that nobody has are noticed when the map is set, and not by tasks that wait.</summary>
[Trait("Capability", "D1")]
public sealed class MapSkillsTests
{
    private static readonly DomainMap React = Of(Own("backend", Area("api", "src/**")), Own("frontend", Area("components", "web/**") with { Skills = ["react"] }));

    [Fact]
    public void what_an_agent_has_is_known_as_it_is_written()
    {
        Given.Ledger().When(l => Partition.SetMap(l, React, ["sql", "react"])).Then(new DomainMapChanged(1, React));
        Given.Ledger().When(l => Partition.SetMap(l, React, ["sql", "REACT"])).Rejects(Partition.UnknownSkill);
    }

    [Theory]
    [InlineData("raect", "react")]
    [InlineData("React", "react")]
    [InlineData("reacts", "react")]
    [InlineData("sq", "sql")]
    [InlineData("c", "")]
    [InlineData("csharp", "")]
    public void a_skill_that_nobody_has_is_refused_naming_what_may_have_been_meant(string written, string near)
    {
        var refused = Set(Asking(written), ["react", "sql", "go"]).Rejection.ShouldNotBeNull();
        (refused.Code, refused.Facts["skill"], refused.Facts["near"]).ShouldBe((Partition.UnknownSkill, written, near));
        (refused.Facts["domain"], refused.Facts["area"]).ShouldBe(("frontend", "components"));
        refused.Detail.Contains("Did you mean", StringComparison.Ordinal).ShouldBe(near.Length > 0);
    }

    [Fact]
    public void agents_with_a_skill_may_come_later_when_the_map_says_so()
    {
        var listed = React with { Skills = ["react"] };
        Given.Ledger().When(l => Partition.SetMap(l, listed, [])).Then(new DomainMapChanged(1, listed));
        Given.Ledger(new DomainMapChanged(1, listed)).When(l => Partition.SetMap(l, React with { Skills = ["react"] }, [])).Nothing();
        Given.Ledger(new DomainMapChanged(1, React)).When(l => Partition.SetMap(l, listed, [])).Then(new DomainMapChanged(2, listed));
    }

    /// <summary>Maps are older than this rule, and agents come and go: who switches the enforcement off is not kept from it.</summary>
    [Fact]
    public void what_the_map_in_force_asks_for_is_not_asked_about_again()
    {
        var set = Given.Ledger(new DomainMapChanged(1, React));
        set.When(l => Partition.SetMap(l, React, [])).Nothing();
        set.When(l => Partition.SetMap(l, React with { Enforced = false }, [])).Then(new DomainMapChanged(2, React with { Enforced = false }));
        set.When(l => Partition.SetMap(l, Asking("raect"), [])).Rejects(Partition.UnknownSkill);
    }

    private static Decision<ILedgerEvent> Set(DomainMap map, string[] had) => Partition.SetMap(null, map, had);

    private static DomainMap Asking(string skill) => Of(React.Domains[0], React.Domains[1] with { Areas = [React.Domains[1].Areas[0] with { Skills = [skill] }] });
}
