using Weft.Application.EventStore;
using Weft.Contracts;

namespace Weft.Application.Coordination;

/// <summary>Events and receipts of a batch in the form in which they are stored. They are written down while the batch grows, since when it is
/// sent the next ones wait for it.</summary>
internal sealed class WrittenDown(Memory memory)
{
    public List<Entry> Events { get; } = [];

    public List<Receipt> Receipts { get; } = [];

    public void Take(Letter letter)
    {
        Take(letter.Sender, letter.Emitted);
        letter.Emitted.Clear();
    }

    public void Take(Sender sender, List<Emitted> events)
    {
        var policy = memory.Self?.PolicyVersion ?? 1;
        foreach (var emitted in events)
        {
            Events.Add(Entry.Of(sender, emitted, policy));
        }
    }

    /// <summary>An accepted command that was sent with a key is answered once and for all; a claim that got nothing may be asked again.</summary>
    public void Sign(Letter letter)
    {
        if (letter is { Rejection: null, Sender.Key: { } key, Answer: not ClaimAnswer { Tasks.Count: 0 } })
        {
            Receipts.Add(new Receipt(letter.Sender.Actor.Name, key, letter.Sender.BodyHash ?? "", Json.ToUtf8(letter.Answer)));
        }
    }
}
