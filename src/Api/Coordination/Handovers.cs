using System.Collections.Concurrent;
using Weft.Application.Coordination;

namespace Weft.Api.Coordination;

/// <summary>Who owns what is asked of the database at most once a second for each workspace; a wrong answer costs one more hop.</summary>
internal sealed class Handovers(Mailboxes door, Forwarder forwarder, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, (string Owner, DateTimeOffset Until)> _known = new(StringComparer.Ordinal);

    public bool Apply => door.Ownership.Address is not null;

    public async ValueTask<string?> ElsewhereAsync(string workspace, CancellationToken cancellation)
    {
        if (door.Holds(workspace))
        {
            return null;
        }

        if (_known.TryGetValue(workspace, out var known) && known.Until > time.GetUtcNow())
        {
            return known.Owner;
        }

        var owner = await door.Ownership.ElsewhereAsync(workspace, cancellation);
        if (owner is null)
        {
            Forget(workspace);
            return null;
        }

        _known[workspace] = (owner, time.GetUtcNow() + Fresh);
        return owner;
    }

    public void Forget(string workspace) => _known.TryRemove(workspace, out _);

    public Task<Handover> SendAsync(HttpContext http, RequestBody body, string owner) => forwarder.SendAsync(http, body, owner, door.Ownership.Address!);
}
