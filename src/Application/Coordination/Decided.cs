using Weft.Application.EventStore;
using Weft.Domain.Workflows;

namespace Weft.Application.Coordination;

/// <summary>What a batch came to, before it is stored.</summary>
internal sealed class Decided(List<Letter> letters, List<Waiter> answered, List<Letter> parked, List<Entry> events, List<Receipt> receipts)
{
    public List<Entry> Events { get; } = events;

    public List<Receipt> Receipts { get; } = receipts;

    /// <summary>What waits for its causes.</summary>
    public List<Letter> Parked { get; } = parked;

    public bool IsEmpty => Events.Count == 0 && Receipts.Count == 0;

    /// <summary>Callers that wait for this batch: its commands, and claims that it answers.</summary>
    public IEnumerable<Letter> Callers => letters.Concat(answered.Select(w => w.Letter));

    /// <summary>Everybody is told only now: what was decided on uncommitted state is true only after the commit.</summary>
    public void Reply(long position)
    {
        foreach (var letter in Callers)
        {
            letter.Reply(letter.Rejection is null
                ? new Outcome(null, letter.Answer, position, false)
                : Outcome.Refused(letter.Rejection, position));
        }
    }

    /// <summary>Holders of leases hear of newer artifacts with their next heartbeat.</summary>
    public void Tell(Presence presence)
    {
        foreach (var emitted in Events.Select(e => e.Emitted))
        {
            if (emitted.Event is ConsumersTold told)
            {
                foreach (var consumer in told.Consumers)
                {
                    presence.Tell(emitted.Key[9..], consumer, "artifact.newer", $"{told.Artifact.Name} has version {told.Artifact.Version} now (by {told.Producer}).");
                }
            }
        }
    }
}
