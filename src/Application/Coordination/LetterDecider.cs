using Microsoft.Extensions.Logging;
using Weft.Application.Agents;
using Weft.Application.EventStore;
using Weft.Domain;

namespace Weft.Application.Coordination;

/// <summary>One command on what is true before it. What it brings is true for the next one at once.</summary>
internal sealed class LetterDecider(Memory memory, TimeProvider time, TimeSpan causesPatience, ILogger log)
{
    public async Task DecideAsync(Letter letter)
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
}
