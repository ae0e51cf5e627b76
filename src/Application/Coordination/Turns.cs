using Microsoft.Extensions.Logging;

namespace Weft.Application.Coordination;

/// <summary>What a mailbox does whenever it wakes: tells of the batch that is stored, sends the one that has grown meanwhile, and lets the next
/// one grow.</summary>
internal sealed class Turns(Tenure tenure, WaitingRoom room, GroupCommit commits, Assurance assurance, Repeats repeats, MailboxTools tools)
{
    private const int Few = 16;
    private readonly Settlement _settlement = new(tenure, room, commits, assurance, repeats, tools);
    private readonly Rest _rest = new(tenure, room, commits, tools.Time);
    private bool _draining;

    /// <summary>Nothing is on its way, and nobody waits to be told.</summary>
    private bool IsQuiet => commits.InFlight is null && assurance.IsDone;

    /// <summary>When to wake though no letter comes; null for never, or while the store's answer will wake it.</summary>
    public DateTimeOffset? Due()
    {
        var now = tools.Time.GetUtcNow();
        return commits.InFlight is not null ? null : new[] { tenure.Timers.Next, room.Next(now), _rest.Next(now) }.Min();
    }

    /// <summary>Whatever happens, every caller gets an answer and the loop goes on.</summary>
    public async Task TakeAsync(List<Letter> letters)
    {
        if (tenure.IsAway)
        {
            _settlement.Refuse(letters);
            return;
        }

        if (IsQuiet && await _rest.TakeAsync(letters.Count))
        {
            return;
        }

        try
        {
            await TurnAsync(letters);
        }
        catch (Exception error)
        {
            tools.Log.LogWarning("Workspace {Workspace}: a batch of {Count} could not be stored: {Error}", tenure.Workspace, letters.Count, error.Message);
            await _settlement.SettleAsync(letters, error);
        }
    }

    /// <summary>What is on its way is stored and told, and what waits for company goes alone.</summary>
    public async Task DrainAsync()
    {
        _draining = true;
        while (tenure.Memory is not null)
        {
            await Landing.AwaitAsync(commits);
            await assurance.EndAsync();
            await TakeAsync([]);
            if (IsQuiet)
            {
                return;
            }
        }
    }

    private async Task TurnAsync(List<Letter> letters)
    {
        var told = false;
        assurance.ThrowIfFailed();
        if (commits.InFlight is { Stored.IsCompleted: true })
        {
            await commits.FinishAndSendAsync();
            told = true;
        }

        if (letters.Count == 0 && (commits.InFlight is not null || (told && !_draining && !(Due() <= tools.Time.GetUtcNow()))))
        {
            return;
        }

        if (!commits.IsOpen)
        {
            letters.AddRange(room.TakeUp());
        }

        await commits.OpenAsync();
        letters.AddRange(tenure.Timers.Ring().Select(command => new Letter(command, Sender.System(tenure.Workspace))));
        await DecideAsync(letters);
        if (commits.InFlight is null)
        {
            await commits.SendAsync();
        }
    }

    /// <summary>A few at a time: when the store answers in between, what was decided so far is sent and need not wait for the rest.</summary>
    private async Task DecideAsync(List<Letter> letters)
    {
        await repeats.LookUpAsync(letters);
        for (var taken = 0; taken == 0 || taken < letters.Count; taken += Few)
        {
            if (taken > 0 && commits.InFlight is { Stored.IsCompleted: true })
            {
                await commits.FinishAndSendAsync();
                letters.AddRange(room.TakeUp());
            }

            await commits.TakeAsync(letters.GetRange(taken, Math.Min(Few, letters.Count - taken)));
        }
    }
}
