using CsCheck;
using Shouldly;
using Weft.Domain.Distribution;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;
using Xunit;
using static Weft.Domain.Tests.Resources.Maps;

namespace Weft.Domain.Tests.Resources;

[Trait("Capability", "D1")]
public sealed class PartitionTests
{
    private static readonly DomainMap Two = Of(Own("backend", Area("api", "src/api/**"), Area("data", "db/**")), Own("frontend", Area("components", "web/**")));

    [Fact]
    public void what_belongs_to_others_is_refused_naming_the_owner()
    {
        var refused = Partition.Refuse(Two, "ada", ["frontend"], Paths("web/a.js", "src/api/orders.cs", "db/1.sql"));
        refused.ShouldNotBeNull().Code.ShouldBe(Partition.Outside);
        (refused.Facts["resource"], refused.Facts["domain"], refused.Facts["owners"]).ShouldBe(("src/api/orders.cs", "backend", "backend"));
        refused.Facts["outside"].ShouldBe("src/api/orders.cs db/1.sql");
        Partition.Refuse(Two, "ada", ["frontend", "backend"], Paths("web/a.js", "src/api/orders.cs")).ShouldBeNull();
        Partition.Refuse(Two, "ada", [], Paths("README.md")).ShouldBeNull("what belongs to nobody is open to all");
        Partition.Refuse(Two with { Enforced = false }, "ada", [], Paths("src/api/orders.cs")).ShouldBeNull();
    }

    [Fact]
    public void an_agent_may_be_named_and_a_domain_may_include_others()
    {
        var map = Of(Own("backend", Area("api", "src/**")) with { Agents = ["bob"] }, Own("everything") with { Includes = ["teams"] }, Own("teams") with { Includes = ["backend"] });
        Partition.Refuse(map, "bob", [], Paths("src/a.cs")).ShouldBeNull();
        Partition.Refuse(map, "ann", ["everything"], Paths("src/a.cs")).ShouldBeNull();
        Partition.Refuse(map, "ann", ["others"], Paths("src/a.cs")).ShouldNotBeNull();
    }

    [Fact]
    public void the_first_area_that_a_resource_belongs_to_owns_it_and_overlaps_are_reported()
    {
        var map = Of(Own("security", Area("auth", "**/auth/**")), Own("backend", Area("api", "src/**")));
        DomainIndex.Of(map).OwnerOf(Resource.Literal("src/auth/a.cs"))!.Domain.ShouldBe("security");
        DomainIndex.Of(map).OwnerOf(Resource.Literal("src/b.cs"))!.Domain.ShouldBe("backend");
        var overlap = DomainIndex.Of(map).Overlaps().ShouldHaveSingleItem();
        (overlap.Wins.Text, overlap.Loses.Text).ShouldBe(("**/auth/**", "src/**"));
        DomainIndex.Of(map).OwnersOf(Resource.Path("src/**")!).Select(o => o.Domain).ShouldBe(["security", "backend"]);
        DomainIndex.Of(map).OwnersOf(Resource.Path("src/auth/**")!).Select(o => o.Domain).ShouldBe(["security"]);
        DomainIndex.Of(Two).Overlaps().ShouldBeEmpty();
    }

    [Fact]
    public void two_areas_are_one_overlap_and_a_rule_that_owns_nothing_goes_first()
    {
        var map = Of(
            Own("ops", Area("files", "**/Dockerfile", "**/Makefile")), Own("backend", Area("api", "src/**", "lib/**"), Area("db", "db/**")), Own("data", Area("sql", "reports/**", "db/reports/**")));
        DomainIndex.Of(map).Overlaps().Select(o => (o.Owner.Area, o.Wins.Text, o.Other.Area, o.Loses.Text, o.Pairs, o.IsCovered)).ShouldBe(
        [
            ("db", "db/**", "sql", "db/reports/**", 1, true),
            ("files", "**/Dockerfile", "api", "src/**", 4, false),
            ("files", "**/Dockerfile", "db", "db/**", 2, false),
            ("files", "**/Dockerfile", "sql", "reports/**", 4, false),
        ]);
    }

    [Fact]
    public void whoever_may_write_a_pattern_may_write_every_path_of_it() =>
        Gen.Select(Gen.OneOfConst("src/**", "src/api/**", "**/*.cs", "web/*", "src/?/a.cs"), Gen.OneOfConst("src/api/a.cs", "src/b/a.cs", "web/x.cs", "db/a.cs"), Gen.OneOfConst("backend", "frontend")).Sample((pattern, path, role) =>
        {
            if (Resource.Path(pattern)!.Covers(Resource.Literal(path)) && Partition.Refuse(Two, "a", [role], Paths(pattern)) is null)
            {
                Partition.Refuse(Two, "a", [role], [Resource.Literal(path)]).ShouldBeNull();
            }
        });

    [Fact]
    public void a_map_is_set_once_and_each_change_is_a_version()
    {
        Given.Ledger().When(l => Partition.SetMap(l, Two, [])).Then(new DomainMapChanged(1, Two));
        var set = Given.Ledger(new DomainMapChanged(1, Two));
        set.When(l => Partition.SetMap(l, Of([.. Two.Domains.Select(d => d with { Roles = [.. d.Roles] })]), [])).Nothing();
        set.When(l => Partition.SetMap(l, Two with { Enforced = false }, [])).Then(new DomainMapChanged(2, Two with { Enforced = false }));
    }

    [Fact]
    public void a_cycle_is_refused_naming_it()
    {
        var map = Of(Own("x") with { Includes = ["a"] }, Own("a") with { Includes = ["b"] }, Own("b") with { Includes = ["c"] }, Own("c") with { Includes = ["a"] });
        Partition.SetMap(null, map, []).Rejection.ShouldNotBeNull().Facts["cycle"].ShouldBe("a → b → c → a");
    }

    [Theory]
    [InlineData("domain.duplicate-name")]
    [InlineData("domain.duplicate-area")]
    [InlineData("domain.bad-include")]
    [InlineData("domain.bad-owner")]
    [InlineData("domain.bad-pattern")]
    [InlineData("domain.bad-cycle")]
    [InlineData("domain.too-large")]
    public void a_map_that_makes_no_sense_is_refused(string code) => Given.Ledger().When(l => Partition.SetMap(l, code switch
    {
        "domain.duplicate-name" => Of(Own("a"), Own("a")),
        "domain.duplicate-area" => Of(Own("a", Area("x"), Area("x"))),
        "domain.bad-include" => Of(Own("a") with { Includes = ["nobody"] }),
        "domain.bad-owner" => Of(Own("a", Area("x")) with { Roles = [] }),
        "domain.bad-pattern" => Of(Own("a", Area("x", "../etc"))),
        "domain.bad-cycle" => Of(Own("a") with { Includes = ["a"] }),
        _ => Of(Own("a", Area("x", [.. Enumerable.Range(0, 501).Select(i => $"p{i}/**")]))),
    }, [])).Rejects(code);

    [Theory]
    [InlineData("infrastructure", "deployment", "deploy/app.yaml")]
    [InlineData("infrastructure", "deployment", "service/Dockerfile")]
    [InlineData("infrastructure", "monitoring", "grafana/board.json")]
    [InlineData("infrastructure", "security", "src/auth/Login.cs")]
    [InlineData("infrastructure", "networking", "ingress/rules.yaml")]
    [InlineData("frontend", "components", "web/Button.tsx")]
    [InlineData("frontend", "state_management", "web/store/cart.ts")]
    [InlineData("frontend", "routing", "web/router/index.ts")]
    [InlineData("frontend", "styling", "web/main.css")]
    [InlineData("backend", "data_layer", "src/migrations/001.sql")]
    [InlineData("backend", "api_endpoints", "src/controllers/Orders.cs")]
    [InlineData("backend", "integrations", "src/integrations/Mail.cs")]
    [InlineData("backend", "business_logic", "services/Orders.cs")]
    [InlineData("infrastructure", "security", "src/Auth/Login.cs")]
    [InlineData("frontend", "components", "src/Pages/Index.cshtml")]
    [InlineData("backend", "data_layer", "app/models.py")]
    [InlineData("backend", "data_layer", "src/Shop/Models/Order.cs")]
    [InlineData("backend", "api_endpoints", "src/Api/Orders.cs")]
    [InlineData("backend", "api_endpoints", "src/Controllers/Orders.cs")]
    [InlineData("backend", "api_endpoints", "src/routes/users.ts")]
    [InlineData("backend", "api_endpoints", "app/views.py")]
    [InlineData("backend", "integrations", "src/Clients/Mail.cs")]
    [InlineData("backend", "business_logic", "src/Services/Orders.cs")]
    [InlineData("backend", "business_logic", "app/services.py")]
    [Trait("Capability", "M1"), Trait("Capability", "M2"), Trait("Capability", "M3"), Trait("Capability", "M4")]
    [Trait("Capability", "M5"), Trait("Capability", "M6"), Trait("Capability", "M7"), Trait("Capability", "M8")]
    [Trait("Capability", "M9"), Trait("Capability", "M10"), Trait("Capability", "M11"), Trait("Capability", "M12")]
    public void the_usual_map_knows_the_areas_of_the_three_domains(string domain, string area, string path)
    {
        var owner = DomainIndex.Of(UsualDomains.Map).OwnerOf(Resource.Literal(path)).ShouldNotBeNull();
        (owner.Domain, owner.Area).ShouldBe((domain, area));
        Partition.SetMap(null, UsualDomains.Map, []).Accepted.ShouldBeTrue();
        DomainIndex.Of(UsualDomains.Map).Overlaps().ShouldNotContain(o => o.IsCovered, "no rule says nothing at all");
        UsualDomains.Map.Domains.Length.ShouldBe(3);
        UsualDomains.Map.Domains.ShouldAllBe(d => d.Areas.Length == 4);
    }

    [Fact]
    [Trait("Capability", "K1")]
    public void skills_come_from_the_task_and_else_from_what_it_touches()
    {
        var map = Of(new OwnedDomain("backend", ["backend"], [], [], [new Area("data", ["db/**"], ["orders"], [], ["sql"])]));
        var analysis = Analysis.Of(Ledger.Empty with { Map = map }, [Resource.Path("db/**")!, Resource.Parse("table:orders")!]);
        var asked = analysis.Apply(Distribution.Batch.Task("t"));
        (asked.SkillsFrom, asked.Skills.ShouldHaveSingleItem().Name).ShouldBe((Analysis.FromPaths, "sql"));
        asked.Owned!.Value.ShouldHaveSingleItem().Domain.ShouldBe("backend/data");
        var own = analysis.Apply(Distribution.Batch.Task("t", ("csharp", 0.5)) with { SkillsFrom = Analysis.FromTask });
        (own.SkillsFrom, own.Skills.ShouldHaveSingleItem().Name).ShouldBe((Analysis.FromTask, "csharp"));
        analysis.Apply(Distribution.Batch.Task("m") with { Kind = WorkKind.Merge }).Owned.ShouldBeNull();
        Analysis.Of(Ledger.Empty with { Map = map with { Enforced = false } }, Paths("db/**")).Apply(Distribution.Batch.Task("t")).ShouldBe(Distribution.Batch.Task("t") with { Skills = [] }, Same.Instance);
    }

    private sealed class Same : IEqualityComparer<OpenTask>
    {
        public static Same Instance { get; } = new();

        public bool Equals(OpenTask? x, OpenTask? y) => x?.Owned is null && y?.Owned is null && x!.Skills.SequenceEqual(y!.Skills);

        public int GetHashCode(OpenTask obj) => 0;
    }
}
