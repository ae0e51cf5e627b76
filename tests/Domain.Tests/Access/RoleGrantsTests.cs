using System.Collections.Immutable;
using Shouldly;
using Weft.Domain.Access;
using Xunit;

namespace Weft.Domain.Tests.Access;

[Trait("Capability", "D1")]
public sealed class RoleGrantsTests
{
    private static readonly KeyIssued Agent = new("k1", "worker", "hash1", Role.Agent, "w", "alice") { Roles = ["backend", "frontend"] };

    [Fact]
    public void an_agents_key_gives_the_roles_that_it_grants_and_no_others()
    {
        RoleGrants.Refuse(Role.Agent, ["backend", "frontend"], "alice", []).ShouldBeNull("nobody has to be what he may be");
        RoleGrants.Refuse(Role.Agent, ["backend", "frontend"], "alice", ["frontend"]).ShouldBeNull();
        RoleGrants.Refuse(Role.Agent, ["backend", "frontend"], "alice", ["frontend", "backend"]).ShouldBeNull();
        var refused = RoleGrants.Refuse(Role.Agent, ["backend", "frontend"], "alice", ["backend", "infrastructure", "dba"]).ShouldNotBeNull();
        (refused.Code, refused.Facts["roles"], refused.Facts["granted"]).ShouldBe(("agent.role-not-granted", "infrastructure dba", "backend frontend"));
        refused.Detail.ShouldContain("grants only 'backend' and 'frontend'");
        refused.Detail.ShouldContain("weft key issue alice --role agent --agent alice --roles backend,infrastructure,dba");
    }

    [Fact]
    public void a_role_is_what_is_written_and_nothing_like_it()
    {
        RoleGrants.Refuse(Role.Agent, ["backend"], "alice", ["Backend"]).ShouldNotBeNull();
        RoleGrants.Refuse(Role.Agent, ["backend"], "alice", ["backend "]).ShouldNotBeNull();
        RoleGrants.Refuse(Role.Agent, ["agent:alice"], "alice", ["alice"]).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(Role.Viewer, false)]
    [InlineData(Role.Auditor, false)]
    [InlineData(Role.Reviewer, false)]
    [InlineData(Role.Agent, false)]
    [InlineData(Role.Orchestrator, true)]
    [InlineData(Role.Admin, true)]
    public void without_a_grant_only_who_may_orchestrate_gives_a_role(Role sender, bool may)
    {
        (RoleGrants.Refuse(sender, [], "alice", ["infrastructure"]) is null).ShouldBe(may);
        RoleGrants.Refuse(sender, [], "alice", []).ShouldBeNull();
    }

    [Fact]
    public void a_key_is_issued_with_the_roles_that_it_grants()
    {
        Given.Keys().When(k => Issue(k, Role.Agent, ["backend", "frontend"])).Then(Agent);
        Given.Keys(Agent).When(k => Issue(k, Role.Agent, ["backend", "frontend"])).Nothing();
        Given.Keys(Agent).When(k => Issue(k, Role.Agent, ["backend"])).Rejects("key.exists");
        Given.Keys(Agent).When(k => Issue(k, Role.Agent, null)).Rejects("key.exists");
        Given.Keys(Agent).State!.Keys["k1"].Roles.ShouldBe(["backend", "frontend"]);
        Given.Keys().When(k => Issue(k, Role.Agent, [])).Then(Agent with { Roles = null });
        Given.Keys(Agent with { Roles = null }).When(k => Issue(k, Role.Agent, null)).Nothing();
    }

    [Fact]
    public void a_role_that_cannot_be_granted_is_refused()
    {
        Given.Keys().When(k => Issue(k, Role.Agent, ["backend", " "])).Rejects("key.bad-role");
        Given.Keys().When(k => Issue(k, Role.Agent, ["backend", "backend"])).Rejects("key.bad-role");
        Given.Keys().When(k => Keys.Issue(k, "k1", "boss", "hash1", Role.Orchestrator, "w", null, ["backend"])).Rejects("key.roles-not-allowed");
        Given.Keys().When(k => Keys.Issue(k, "k1", "boss", "hash1", Role.Viewer, "w", null, ["backend"])).Rejects("key.roles-not-allowed");
    }

    private static Decision<IAccessEvent> Issue(KeyRing? ring, Role role, ImmutableArray<string>? roles) => Keys.Issue(ring, "k1", "worker", "hash1", role, "w", "alice", roles);
}
