using Weft.Application.EventStore;

namespace Weft.Application.Coordination;

/// <summary>Requests that come again under their key: who has a receipt gets its answer, and while the first is on its way the others wait.</summary>
internal sealed class Repeats(Tenure tenure, WaitingRoom room, MailboxTools tools) : IAsyncDisposable
{
    private readonly KnownKeys _keys = new(tools.Receipts, tools.MaxKeys, tools.Log);
    private readonly HashSet<(string Actor, string Key)> _onTheirWay = [];

    /// <summary>The workspace was taken. What was stored before is read from now on, and nobody waits for it.</summary>
    public void ReadEarlier() => _keys.BeginReading(tenure.Workspace);

    /// <summary>It may have been accepted before under a key that memory does not hold: to be looked up before it is refused.</summary>
    public bool IsInDoubt(Letter letter) => letter is { Sender.Key: not null, IsLookedUp: false } && !_keys.KnowsAll;

    /// <summary>None of these keys has a receipt: they need not be looked for when these are stored. To be asked when nothing is on its way.</summary>
    public bool AreNew(List<Receipt> receipts) => _keys.KnowsAll && !receipts.Exists(r => _keys.Holds(r.Actor, r.Key));

    /// <summary>Who has a receipt is answered: of all that came at once, in one round trip.</summary>
    public async Task LookUpAsync(IReadOnlyList<Letter> letters)
    {
        var known = letters.Where(l => l.Sender.Key is not null && (Holds(l.Sender) || !(l.IsLookedUp || _keys.IsRead))).ToList();
        await (known.Count > 0 ? AnswerFromReceiptsAsync(known) : Task.CompletedTask);
    }

    /// <summary>The letters that are to be decided.</summary>
    public async Task<List<Letter>> FirstOfEachKeyAsync(List<Letter> letters)
    {
        await LookUpAsync(letters);
        var first = new List<Letter>(letters.Count);
        foreach (var letter in letters.Where(l => !l.IsAnswered))
        {
            if (letter.Sender.Key is null || _onTheirWay.Add((letter.Sender.Actor.Name, letter.Sender.Key)))
            {
                first.Add(letter);
            }
            else
            {
                room.Postpone(letter);
            }
        }

        return first;
    }

    /// <summary>They have been answered, or will be decided again.</summary>
    public void Arrived(Flight flight)
    {
        _keys.Remember(flight.Decided.Receipts);
        foreach (var letter in flight.Letters)
        {
            if (letter.Sender.Key is { } key)
            {
                _onTheirWay.Remove((letter.Sender.Actor.Name, key));
            }
        }
    }

    private bool Holds(Sender sender) => _keys.Holds(sender.Actor.Name, sender.Key!);

    public void Forget()
    {
        _onTheirWay.Clear();
        _keys.Forget();
    }

    public ValueTask DisposeAsync() => _keys.DisposeAsync();

    /// <summary>Whoever has a receipt gets the answer that it holds; the others are returned.</summary>
    public async Task<List<Letter>> AnswerFromReceiptsAsync(IReadOnlyList<Letter> letters)
    {
        var keyed = letters.Where(l => l.Sender.Key is not null).ToList();
        var session = keyed.Count == 0 ? 0 : await tools.Flusher.SessionAsync();
        var found = keyed.Count == 0 ? [] : await tools.Receipts.FindAsync(
            tenure.Workspace, [.. keyed.Select(l => (l.Sender.Actor.Name, l.Sender.Key!)).Distinct()], CancellationToken.None);
        if (found.Count > 0)
        {
            await tools.Flusher.FlushAsync(session);
        }

        foreach (var letter in keyed)
        {
            if (found.TryGetValue((letter.Sender.Actor.Name, letter.Sender.Key!), out var receipt))
            {
                var position = Math.Max(tenure.Position, receipt.Position);
                letter.Reply(receipt.BodyHash == letter.Sender.BodyHash ? new Outcome(null, receipt.Answer, position, true) : Outcome.Refused(Rejection(), position));
            }

            letter.IsLookedUp = true;
        }

        return [.. letters.Where(l => !l.IsAnswered)];
    }

    private static Domain.Rejection Rejection() =>
        Domain.Rejection.Because(DoorRefusals.KeyReused, "This Idempotency-Key was used for another request. Use a new key for a new request.");
}
