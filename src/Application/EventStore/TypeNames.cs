using System.Collections.Concurrent;
using Marten;

namespace Weft.Application.EventStore;

/// <summary>What Marten writes beside an event about its type, asked once for each.</summary>
internal sealed class TypeNames(IDocumentStore store)
{
    private readonly ConcurrentDictionary<Type, (string Stored, string Clr)> _known = new();

    public (string Stored, string Clr) Of(object happened) => _known.TryGetValue(happened.GetType(), out var names) ? names : Ask(happened);

    private (string Stored, string Clr) Ask(object happened)
    {
        using var session = store.LightweightSession(MartenSetup.SystemWorkspace);
        var wrapped = session.Events.BuildEvent(happened);
        return _known[happened.GetType()] = (wrapped.EventTypeName, wrapped.DotNetTypeName);
    }
}
