using Weft.Contracts;

namespace Weft.Application.Coordination;

/// <summary>Letters that a mailbox has read and not yet answered: claims that wait for work, commands that wait for their causes, what
/// has to be decided in the next batch, and what may be.</summary>
internal sealed class WaitingRoom
{
    private readonly List<Letter> _next = [];
    private readonly List<Letter> _parked = [];
    private readonly List<Letter> _along = [];
    private DateTimeOffset _alone;

    /// <summary>By agent.</summary>
    public Dictionary<string, Waiter> Claims { get; } = new(StringComparer.Ordinal);

    /// <summary>When somebody's patience ends; null while nobody waits.</summary>
    public DateTimeOffset? Next(DateTimeOffset now)
    {
        var next = _next.Count > 0 ? now : Claims.Count == 0 ? (DateTimeOffset?)null : Claims.Values.Min(w => w.Until);
        return new[] { next, _parked.Min(l => l.CausesDeadline), CarriesAlong ? _alone : null }.Min();
    }

    public bool CarriesAlong => _along.Count > 0;

    public void Park(IEnumerable<Letter> letters) => _parked.AddRange(letters);

    public void Postpone(Letter letter) => _next.Add(letter);

    /// <summary>Nobody waits for it: it goes with the next batch that there is, and on its own only when none came until then.</summary>
    public void TakeAlong(Letter letter, DateTimeOffset alone)
    {
        _alone = CarriesAlong ? _alone : alone;
        _along.Add(letter);
    }

    /// <summary>What belongs into the batch that begins now.</summary>
    public List<Letter> TakeUp()
    {
        var letters = _next.Concat(_parked).Concat(_along).ToList();
        letters.ForEach(letter => letter.IsLookedUp = false);
        _next.Clear();
        _parked.Clear();
        _along.Clear();
        DropAbandoned();
        return letters;
    }

    /// <summary>What was granted in a batch that is not stored was never granted.</summary>
    public void ForgetGrants()
    {
        foreach (var claim in Claims.Values)
        {
            claim.Granted.Clear();
            claim.Letter.Emitted.Clear();
        }
    }

    /// <summary>Everybody is sent away; claims are answered as well, so that agents ask somewhere else.</summary>
    public List<Letter> Empty()
    {
        var letters = TakeUp();
        letters.AddRange(Claims.Values.Select(w => w.Letter));
        Claims.Clear();
        return letters;
    }

    /// <summary>Claims are answered with nothing, as if their time were over; what else waits is told to come again.</summary>
    public void Close(long position, Outcome stopping)
    {
        foreach (var claim in Claims.Values)
        {
            claim.Letter.Reply(new Outcome(null, new ClaimAnswer([]), position, false));
        }

        Empty().ForEach(letter => letter.Reply(stopping));
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
