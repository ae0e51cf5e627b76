using Weft.Api.Hosting;
using Weft.Application.Access;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Domain.Access;

namespace Weft.Api.Access;

/// <summary>An installation without a key could never be entered: the first start makes one.</summary>
internal sealed class AdminKey(IDoor door, KeyLookup keys, ServerSettings settings)
{
    /// <summary>Told once, by the start that made it.</summary>
    public string? Made { get; private set; }

    public async Task EnsureAsync(CancellationToken cancellation)
    {
        var known = await keys.AllAsync(cancellation);
        if (settings.AdminKey is { } given)
        {
            if (known.All(k => k.Hash != KeyText.Hash(given)))
            {
                await IssueAsync(given, cancellation);
            }
        }
        else if (!known.Any(k => k is { Role: Role.Admin, Revoked: false }))
        {
            var key = KeyText.New();
            await IssueAsync(key, cancellation);
            Made = key;
        }
    }

    private async Task IssueAsync(string key, CancellationToken cancellation)
    {
        var hash = KeyText.Hash(key);
        var outcome = await door.SendAsync(
            new IssueKey($"admin-{hash[..12]}", "admin", hash, Role.Admin, null, null), Sender.System(MartenSetup.SystemWorkspace), cancellation);
        if (outcome.Rejection is { } refusal)
        {
            throw new InvalidOperationException($"The first admin key could not be made: {refusal.Detail}");
        }
    }
}
