using Weft.Contracts;

namespace Weft.Application.Coordination;

/// <summary>Claims as a batch meets them: those that begin to wait, and those that it answers.</summary>
internal sealed class WaitingClaims(Dictionary<string, Waiter> waiters, TimeProvider time)
{
    public List<Waiter> Answered { get; } = [];

    /// <summary>A newer claim of the same agent replaces the one that waits; one whose caller has gone is granted nothing.</summary>
    public void Wait(Letter letter, ClaimTasks claim)
    {
        if (letter.IsAbandoned)
        {
            letter.Answer = new ClaimAnswer([]);
            Answered.Add(new Waiter(letter, claim, time.GetUtcNow()));
            return;
        }

        // The same letter comes again when the batch that brought it failed.
        if (waiters.Remove(claim.Agent, out var older) && older.Letter != letter)
        {
            older.Letter.Answer = new ClaimAnswer([.. older.Granted]);
            Answered.Add(older);
        }

        waiters[claim.Agent] = new Waiter(letter, claim, time.GetUtcNow().AddSeconds(claim.WaitSeconds));
    }

    /// <summary>Those that got work, and those whose patience has ended.</summary>
    public void Collect()
    {
        var now = time.GetUtcNow();
        foreach (var waiter in waiters.Values.Where(w => w.Granted.Count > 0 || w.Until <= now).ToList())
        {
            waiters.Remove(waiter.Claim.Agent);
            waiter.Letter.Answer = new ClaimAnswer([.. waiter.Granted]);
            Answered.Add(waiter);
        }
    }
}
