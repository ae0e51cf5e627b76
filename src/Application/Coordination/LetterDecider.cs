using Microsoft.Extensions.Logging;
using Weft.Application.Agents;
using Weft.Application.EventStore;
using Weft.Domain;

namespace Weft.Application.Coordination;

/// <summary>One command on what is true before it. What it brings is true for the next one at once.</summary>
internal sealed class LetterDecider(Memory memory, TimeProvider time, TimeSpan causesPatience, Repeats repeats, ILogger log)
{
    private List<Letter> _doubtful = [];

    /// <summary>False: it would be refused, and may have been accepted before. Nothing of it is kept, and it is put off until that is known.</summary>
    public async Task<bool> DecideAsync(Letter letter)
    {
        var deciding = letter.Rejection is null ? await TryAsync(letter) : null;
        if (letter.Rejection is not null && repeats.IsInDoubt(letter))
        {
            letter.Reset();
            _doubtful.Add(letter);
            return false;
        }

        if (deciding is not null)
        {
            memory.Apply(deciding);
            letter.Emitted.AddRange(deciding.Emitted);
        }

        return true;
    }

    /// <summary>Those that were put off, without those that turn out to have been accepted before: they are answered as they were then.</summary>
    public async Task<List<Letter>> NotAcceptedBeforeAsync()
    {
        var doubtful = _doubtful;
        _doubtful = [];
        return await repeats.AnswerFromReceiptsAsync(doubtful);
    }

    /// <summary>True while a command names dots that are not known here; past its patience it is refused naming them.</summary>
    public bool WaitsForCauses(Letter letter)
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

    /// <returns>null when it threw</returns>
    private async ValueTask<Deciding?> TryAsync(Letter letter)
    {
        var deciding = new Deciding(memory, letter.Sender, time.GetUtcNow());
        try
        {
            letter.Rejection = await Precondition.DecideAsync(letter.Command, deciding);
            await Practices.FollowAsync(deciding);
            await Breakers.FollowAsync(deciding);
            letter.Answer = deciding.Answer;
            return deciding;
        }
        catch (Exception error) when (!StoreErrors.IsUnavailable(error))
        {
            log.LogError(error, "{Command} threw while it was decided", letter.Command.GetType().Name);
            letter.Rejection = Rejection.Because(DoorRefusals.Failed, "The command could not be decided; it was recorded in the server's log and nothing was stored.");
            return null;
        }
    }
}
