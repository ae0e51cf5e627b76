using Microsoft.Extensions.Logging;
using Weft.Application.Agents;
using Weft.Application.EventStore;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Workflows;

namespace Weft.Application.Coordination;

/// <summary>Decides the letters of a batch one after another, then lets the dispatcher hand out work.</summary>
internal sealed class BatchDecider(Memory memory, Dictionary<string, Waiter> waiters, TimeProvider time, TimeSpan causesPatience, ILogger log)
{
    public async Task<Decided> DecideAsync(List<Letter> letters)
    {
        var (done, answered, waiting) = (new List<Letter>(), new List<Waiter>(), new List<Letter>());
        var decided = new Decided(done, answered);
        await memory.LookForAsync(letters.SelectMany(l => l.Command.Begins));
        foreach (var letter in letters)
        {
            await TakeAsync(letter, waiting, done, answered);
        }

        await AfterCausesAsync(decided, waiting, done, answered);
        var dispatcher = new Dispatcher(memory, waiters, time.GetUtcNow);
        await dispatcher.RunAsync(static _ => true);
        CollectClaims(answered);
        Gather(decided, done.Concat(answered.Select(w => w.Letter)), dispatcher.Unasked);
        return decided;
    }

    private async Task TakeAsync(Letter letter, List<Letter> waiting, List<Letter> done, List<Waiter> answered)
    {
        if (WaitsForCauses(letter))
        {
            waiting.Add(letter);
            return;
        }

        await DecideAsync(letter);
        if (letter.Rejection is null && letter.Command is ClaimTasks claim)
        {
            Wait(letter, claim, answered);
        }
        else
        {
            done.Add(letter);
        }
    }

    /// <summary>What this batch itself brought may be what others waited for, and theirs what others again did.</summary>
    private async Task AfterCausesAsync(Decided decided, List<Letter> waiting, List<Letter> done, List<Waiter> answered)
    {
        for (var before = int.MaxValue; waiting.Count > 0 && waiting.Count < before;)
        {
            before = waiting.Count;
            var still = new List<Letter>();
            foreach (var letter in waiting)
            {
                await TakeAsync(letter, still, done, answered);
            }

            waiting = still;
        }

        decided.Parked.AddRange(waiting);
    }

    private async Task DecideAsync(Letter letter)
    {
        if (letter.Rejection is not null)
        {
            return;
        }

        var deciding = new Deciding(memory, letter.Sender, time.GetUtcNow());
        try
        {
            letter.Rejection = await Precondition.DecideAsync(letter.Command, deciding);
            await Breakers.FollowAsync(deciding);
            letter.Answer = deciding.Answer;
        }
        catch (Exception error) when (!StoreErrors.IsUnavailable(error))
        {
            log.LogError(error, "{Command} threw while it was decided", letter.Command.GetType().Name);
            letter.Rejection = Rejection.Because(DoorRefusals.Failed, "The command could not be decided; it was recorded in the server's log and nothing was stored.");
            return;
        }

        memory.Apply(deciding);
        letter.Emitted.AddRange(deciding.Emitted);
    }

    /// <summary>A newer claim of the same agent replaces the one that waits; one whose caller has gone is granted nothing.</summary>
    private void Wait(Letter letter, ClaimTasks claim, List<Waiter> answered)
    {
        if (letter.IsAbandoned)
        {
            letter.Answer = new ClaimAnswer([]);
            answered.Add(new Waiter(letter, claim, time.GetUtcNow()));
            return;
        }

        if (waiters.Remove(claim.Agent, out var older))
        {
            older.Letter.Answer = new ClaimAnswer([]);
            answered.Add(older);
        }

        waiters[claim.Agent] = new Waiter(letter, claim, time.GetUtcNow().AddSeconds(claim.WaitSeconds));
    }

    private void CollectClaims(List<Waiter> answered)
    {
        var now = time.GetUtcNow();
        foreach (var waiter in waiters.Values.Where(w => w.Granted.Count > 0 || w.Until <= now).ToList())
        {
            waiters.Remove(waiter.Claim.Agent);
            waiter.Letter.Answer = new ClaimAnswer([.. waiter.Granted]);
            answered.Add(waiter);
        }
    }

    /// <summary>True while a command names dots that are not known here; past its patience it is refused naming them.</summary>
    private bool WaitsForCauses(Letter letter)
    {
        if (letter.Sender.DependsOn.IsDefaultOrEmpty || letter.Sender.DependsOn.All(memory.Knows))
        {
            return false;
        }

        var now = time.GetUtcNow();
        letter.CausesDeadline ??= now + causesPatience;
        if (now < letter.CausesDeadline)
        {
            return true;
        }

        var missing = string.Join(' ', letter.Sender.DependsOn.Where(d => !memory.Knows(d)));
        letter.Rejection = Rejection.Because(DoorRefusals.MissingCauses, $"The command depends on events not known here: {missing}.", ("missing", missing));
        return false;
    }

    private void Gather(Decided decided, IEnumerable<Letter> finished, List<Emitted> unasked)
    {
        foreach (var letter in finished)
        {
            Take(decided, letter);
            if (letter is { Rejection: null, Sender.Key: { } key, Answer: not ClaimAnswer { Tasks.Count: 0 } })
            {
                decided.Receipts.Add(new Receipt(letter.Sender.Actor.Name, key, letter.Sender.BodyHash ?? "", BatchWriter.ToJson(letter.Answer)));
            }
        }

        foreach (var waiter in waiters.Values)
        {
            Take(decided, waiter.Letter);
        }

        decided.Events.AddRange(unasked.Select(o => (Sender.System(memory.Workspace), o)));
    }

    private static void Take(Decided decided, Letter letter)
    {
        decided.Events.AddRange(letter.Emitted.Select(e => (letter.Sender, e)));
        letter.Emitted.Clear();
    }
}
