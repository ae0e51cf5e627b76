using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Domain;
using Weft.Domain.Access;

namespace Weft.Application.Access;

/// <summary>A key's text exists only where it was made and where it is used; everything else sees its hash.</summary>
public static class KeyText
{
    public const string Prefix = "weft_";

    public static string New() => Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}

/// <param name="Roles">roles of the domain map that it grants its agent</param>
public sealed record IssueKey(string Id, string Name, string Hash, Role Role, string? Workspace, string? Agent, ImmutableArray<string>? Roles = null) : ICommand
{
    public Permission Needs => Permission.Administer;

    /// <summary>The answer is the key's id: what answers end in is stored, the key itself never is.</summary>
    public ValueTask<Rejection?> DecideAsync(Deciding deciding)
    {
        deciding.Answer = Id;
        return deciding.OnAsync(Streams.Access, "", s => Keys.Issue(s, Id, Name, Hash, Role, Workspace, Agent, Roles));
    }
}

public sealed record RevokeKey(string Id, string Reason) : ICommand
{
    public Permission Needs => Permission.Administer;

    public ValueTask<Rejection?> DecideAsync(Deciding deciding) =>
        deciding.OnAsync(Streams.Access, "", s => Keys.Revoke(s, Id, Reason));
}
