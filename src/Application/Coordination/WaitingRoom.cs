using Weft.Contracts;

namespace Weft.Application.Coordination;

/// <summary>Letters that a mailbox has read and not yet answered: claims that wait for work, commands that wait for their causes, and
/// what has to be decided in the next batch.</summary>
internal sealed class WaitingRoom
{
    private readonly List<Letter> _next = [];
    private readonly List<Letter> _parked = [];

    /// <summary>By agent.</summary>
    public Dictionary<string, Waiter> Claims { get; } = new(StringComparer.Ordinal);

    /// <summary>When somebody's patience ends; null while nobody waits.</summary>
    public DateTimeOffset? Next(DateTimeOffset now)
    {
        var next = _next.Count > 0 ? now : Claims.Count == 0 ? (DateTimeOffset?)null : Claims.Values.Min(w => w.Until);
        var causes = _parked.Min(l => l.CausesDeadline);
        return next is null || causes < next ? causes ?? next : next;
    }

    public void Park(IEnumerable<Letter> letters) => _parked.AddRange(letters);

    public void Postpone(Letter letter) => _next.Add(letter);

    /// <summary>What belongs into the batch that begins now.</summary>
    public List<Letter> TakeUp()
    {
        var letters = _next.Concat(_parked).ToList();
        _next.Clear();
        _parked.Clear();
        DropAbandoned();
        return letters;
    }

    /// <summary>Everybody is sent away; claims are answered as well, so that agents ask somewhere else.</summary>
    public List<Letter> Empty()
    {
        var letters = TakeUp();
        letters.AddRange(Claims.Values.Select(w => w.Letter));
        Claims.Clear();
        return letters;
    }

    /// <summary>A caller that has gone would be granted work that nobody does.</summary>
    private void DropAbandoned()
    {
        foreach (var gone in Claims.Values.Where(w => w.Letter.IsAbandoned).ToList())
        {
            Claims.Remove(gone.Claim.Agent);
            gone.Letter.Reply(new Outcome(null, new ClaimAnswer([]), 0, false));
        }
    }
}
