using Shouldly;
using Weft.Domain.Access;
using Xunit;

namespace Weft.Domain.Tests.Access;

public sealed class KeysTests
{
    private static readonly KeyIssued Admin = new("k1", "root", "hash1", Role.Admin, null, null);
    private static readonly KeyIssued Agent = new("k2", "worker", "hash2", Role.Agent, "w", "alice");

    [Fact]
    public void a_key_is_issued_once_and_its_id_means_one_key()
    {
        Given.Keys().When(k => Keys.Issue(k, "k1", "root", "hash1", Role.Admin, null, null)).Then(Admin);
        Given.Keys(Admin).When(k => Keys.Issue(k, "k1", "root", "hash1", Role.Admin, null, null)).Nothing();
        Given.Keys(Admin).When(k => Keys.Issue(k, "k1", "root", "hash9", Role.Admin, null, null)).Rejects("key.exists");
        Given.Keys(Admin).When(k => Keys.Issue(k, "k1", "root", "hash1", Role.Viewer, "w", null)).Rejects("key.exists");
    }

    [Fact]
    public void a_role_says_what_a_key_must_name()
    {
        Given.Keys().When(k => Keys.Issue(k, "k", "x", "h", Role.Viewer, null, null)).Rejects("key.workspace-missing");
        Given.Keys().When(k => Keys.Issue(k, "k", "x", "h", Role.Viewer, "w", "alice")).Rejects("key.agent-not-allowed");
        Given.Keys().When(k => Keys.Issue(k, "k", "x", "h", Role.Agent, "w", null)).Rejects("key.agent-missing");
        Given.Keys().When(k => Keys.Issue(k, "k2", "worker", "hash2", Role.Agent, "w", "alice")).Then(Agent);
        Given.Keys().When(k => Keys.Issue(k, "k", "x", "h", Role.Admin, "w", null)).ThenTypes(typeof(KeyIssued));
    }

    [Fact]
    public void there_are_not_more_keys_than_can_be_held_in_memory()
    {
        var many = Given.Keys([.. Enumerable.Range(0, Keys.MaxKeys).Select(i => Agent with { KeyId = $"k{i}" })]);
        many.When(k => Keys.Issue(k, "one-more", "x", "h", Role.Viewer, "w", null)).Rejects("key.too-many");
        many.When(k => Keys.Issue(k, "k0", "worker", "hash2", Role.Agent, "w", "alice")).Nothing();
    }

    [Fact]
    public void a_key_is_revoked_once_and_the_last_admin_key_never()
    {
        Given.Keys(Admin, Agent).When(k => Keys.Revoke(k, "k2", "lost")).Then(new KeyRevoked("k2", "lost"));
        Given.Keys(Admin, Agent, new KeyRevoked("k2", "lost")).When(k => Keys.Revoke(k, "k2", "lost")).Nothing();
        Given.Keys(Admin).When(k => Keys.Revoke(k, "k1", "x")).Rejects("key.last-admin");
        var second = Admin with { KeyId = "k3" };
        Given.Keys(Admin, second).When(k => Keys.Revoke(k, "k1", "x")).ThenTypes(typeof(KeyRevoked));
        Given.Keys(Admin, second, new KeyRevoked("k1", "x")).When(k => Keys.Revoke(k, "k3", "x")).Rejects("key.last-admin");
        Given.Keys().When(k => Keys.Revoke(k, "k1", "x")).Rejects("key.unknown");
        Given.Keys(Admin).When(k => Keys.Revoke(k, "k9", "x")).Rejects("key.unknown");
    }

    [Theory]
    [InlineData(Role.Viewer, new[] { Permission.Read })]
    [InlineData(Role.Auditor, new[] { Permission.Read, Permission.Audit })]
    [InlineData(Role.Reviewer, new[] { Permission.Read, Permission.Review })]
    [InlineData(Role.Agent, new[] { Permission.Read, Permission.Work })]
    [InlineData(Role.Orchestrator, new[] { Permission.Read, Permission.Audit, Permission.Work, Permission.Review, Permission.Orchestrate })]
    [InlineData(Role.Admin, new[] { Permission.Read, Permission.Audit, Permission.Work, Permission.Review, Permission.Orchestrate, Permission.Administer })]
    public void a_role_may_exactly_this(Role role, Permission[] allowed) =>
        Enum.GetValues<Permission>().Where(p => Permissions.May(role, p)).ShouldBe(allowed);
}
