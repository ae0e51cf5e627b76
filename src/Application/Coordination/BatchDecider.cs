using Microsoft.Extensions.Logging;

namespace Weft.Application.Coordination;

/// <summary>One batch while it grows: letters are decided one after another as they come, the dispatcher hands out
/// work after each few, and what was decided is written down at once.</summary>
internal sealed class BatchDecider(Memory memory, Dictionary<string, Waiter> waiters, TimeProvider time, TimeSpan causesPatience, Repeats repeats, ILogger log)
{
    private readonly List<Letter> _taken = [];
    private readonly List<Letter> _done = [];
    private readonly LetterDecider _letters = new(memory, time, causesPatience, repeats, log);
    private readonly WrittenDown _written = new(memory);
    private readonly WaitingClaims _claims = new(waiters, time);
    private List<Letter> _waiting = [];
    private int _finished;

    /// <summary>Everybody who has come so far.</summary>
    public IReadOnlyList<Letter> Letters => _taken;

    public async Task TakeAsync(IReadOnlyList<Letter> letters)
    {
        _taken.AddRange(letters);
        // What begins something new goes last: meanwhile the store is asked whether it is new.
        var beginning = letters.ToLookup(l => l.Command.Begins.Any());
        var looking = memory.LookFor(beginning[true].SelectMany(l => l.Command.Begins));
        foreach (var letter in beginning[false])
        {
            await TakeAsync(letter, _waiting);
        }

        memory.AreNew(await looking);
        foreach (var letter in beginning[true])
        {
            await TakeAsync(letter, _waiting);
        }

        await AfterCausesAsync();
        foreach (var letter in await _letters.NotAcceptedBeforeAsync())
        {
            await TakeAsync(letter, _waiting);
        }

        await DispatchAsync();
    }

    /// <summary>Claims that got something are answered now and not before: what came later in the batch was theirs as well.</summary>
    public Decided Close()
    {
        _claims.Collect();
        foreach (var waiter in _claims.Answered)
        {
            _written.Take(waiter.Letter);
            _written.Sign(waiter.Letter);
        }

        return new Decided(_done, _claims.Answered, _waiting, _written.Events, _written.Receipts);
    }

    /// <summary>Hands out what can be handed out now, and writes down what has been decided so far.</summary>
    private async Task DispatchAsync()
    {
        var dispatcher = new Dispatcher(memory, waiters, time.GetUtcNow);
        await dispatcher.RunAsync(static _ => true);
        for (; _finished < _done.Count; _finished++)
        {
            _written.Take(_done[_finished]);
            _written.Sign(_done[_finished]);
        }

        foreach (var waiter in waiters.Values)
        {
            _written.Take(waiter.Letter);
        }

        _written.Take(Sender.System(memory.Workspace), dispatcher.Unasked);
    }

    private async Task TakeAsync(Letter letter, List<Letter> waiting)
    {
        if (_letters.WaitsForCauses(letter))
        {
            waiting.Add(letter);
            return;
        }

        if (!await _letters.DecideAsync(letter))
        {
            return;
        }

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
}
