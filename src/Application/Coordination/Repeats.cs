namespace Weft.Application.Coordination;

/// <summary>Requests that come again under their key: who has a receipt gets its answer, and while the first is on its way the others wait.</summary>
internal sealed class Repeats(Tenure tenure, WaitingRoom room, MailboxHousekeeping housekeeping, MailboxTools tools)
{
    private readonly HashSet<(string Actor, string Key)> _onTheirWay = [];

    /// <summary>The letters that are to be decided.</summary>
    public async Task<List<Letter>> FirstOfEachKeyAsync(List<Letter> letters)
    {
        var known = letters.Where(l => l.Sender.Key is not null && housekeeping.MayBeKnown(l.Sender)).ToList();
        if (known.Count > 0)
        {
            await AnswerFromReceiptsAsync(known);
        }

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
    public void Arrived(IEnumerable<Letter> letters)
    {
        foreach (var letter in letters)
        {
            if (letter.Sender.Key is { } key)
            {
                _onTheirWay.Remove((letter.Sender.Actor.Name, key));
            }
        }
    }

    public void Forget() => _onTheirWay.Clear();

    /// <summary>Whoever has a receipt gets the answer that it holds; the others are returned.</summary>
    public async Task<List<Letter>> AnswerFromReceiptsAsync(IReadOnlyList<Letter> letters)
    {
        var keyed = letters.Where(l => l.Sender.Key is not null).ToList();
        var found = keyed.Count == 0 ? [] : await tools.Receipts.FindAsync(
            tenure.Workspace, [.. keyed.Select(l => (l.Sender.Actor.Name, l.Sender.Key!)).Distinct()], CancellationToken.None);
        foreach (var letter in keyed)
        {
            if (found.TryGetValue((letter.Sender.Actor.Name, letter.Sender.Key!), out var receipt))
            {
                letter.Reply(receipt.BodyHash == letter.Sender.BodyHash
                    ? new Outcome(null, receipt.Answer, tenure.Position, true)
                    : Outcome.Refused(Rejection(), tenure.Position));
            }
        }

        return [.. letters.Where(l => !l.IsAnswered)];
    }

    private static Domain.Rejection Rejection() =>
        Domain.Rejection.Because(DoorRefusals.KeyReused, "This Idempotency-Key was used for another request. Use a new key for a new request.");
}
