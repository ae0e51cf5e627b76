using Microsoft.Extensions.Logging;
using Weft.Application.Agents;
using Weft.Application.EventStore;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Workflows;

namespace Weft.Application.Coordination;

/// <summary>One batch while it grows: letters are decided one after another as they come; when it is closed, the dispatcher hands out work.</summary>
internal sealed class BatchDecider(Memory memory, Dictionary<string, Waiter> waiters, TimeProvider time, TimeSpan causesPatience, ILogger log)
{
    private readonly List<Letter> _taken = [];
    private readonly List<Letter> _done = [];
    private readonly WaitingClaims _claims = new(waiters, time);
    private List<Letter> _waiting = [];

    /// <summary>Everybody who has come so far.</summary>
    public IReadOnlyList<Letter> Letters => _taken;

    public async Task TakeAsync(List<Letter> letters)
    {
        _taken.AddRange(letters);
        await memory.LookForAsync(letters.SelectMany(l => l.Command.Begins));
        foreach (var letter in letters)
        {
            await TakeAsync(letter, _waiting);
        }

        await AfterCausesAsync();
    }

    public async Task<Decided> CloseAsync()
    {
        var dispatcher = new Dispatcher(memory, waiters, time.GetUtcNow);
        await dispatcher.RunAsync(static _ => true);
        _claims.Collect();
        var decided = new Decided(_done, _claims.Answered, _waiting);
        Gather(decided, _done.Concat(_claims.Answered.Select(w => w.Letter)), dispatcher.Unasked);
        return decided;
    }

    private async Task TakeAsync(Letter letter, List<Letter> waiting)
    {
        if (WaitsForCauses(letter))
        {
            waiting.Add(letter);
            return;
        }

        await DecideAsync(letter);
        if (letter.Rejection is null && letter.Command is ClaimTasks claim)
        {
            _claims.Wait(letter, claim);
        }
        else
        {
            _done.Add(letter);
        }
    }

    /// <summary>What this batch itself brought may be what others waited for, and theirs what others again did.</summary>
    private async Task AfterCausesAsync()
    {
        for (var before = int.MaxValue; _waiting.Count > 0 && _waiting.Count < before;)
        {
            before = _waiting.Count;
            var still = new List<Letter>();
            foreach (var letter in _waiting)
            {
                await TakeAsync(letter, still);
            }

            _waiting = still;
        }
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
