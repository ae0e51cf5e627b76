using Microsoft.Extensions.Logging;
using Weft.Application.EventStore;
using Weft.Domain;

namespace Weft.Application.Coordination;

/// <summary>After an error nobody knows what was stored: memory is thrown away, streams and receipts tell, and what is still open is
/// decided again. A displaced owner writes nothing more.</summary>
internal sealed class Settlement(Tenure tenure, WaitingRoom room, GroupCommit commits, Assurance assurance, Repeats repeats, MailboxTools tools)
{
    /// <param name="letters">that came and may not have been taken into a batch yet</param>
    public async Task SettleAsync(List<Letter> letters, Exception error)
    {
        var failed = await Landing.OfAsync(commits);
        error = failed?.Stored.Exception?.InnerException ?? error;
        IReadOnlyList<Flight> uncertain = [.. await assurance.TakeUntoldAsync(), .. failed is null ? [] : new[] { failed }];
        var open = uncertain.SelectMany(f => f.Decided.Callers.Concat(f.Letters)).Concat(commits.Open).Concat(letters).Distinct().Where(l => !l.IsAnswered).ToList();
        commits.Forget();
        try
        {
            if (StoreErrors.IsDisplaced(error))
            {
                await ReplyToStoredAsync(uncertain);
                Displaced(open);
                return;
            }

            // Taking the workspace again is a transaction that waits for the disk: what is found from here on stays.
            await commits.OpenAsync();
            await ReplyToStoredAsync(uncertain);

            var again = await repeats.AnswerFromReceiptsAsync([.. open.Where(l => !l.IsAnswered)]);
            await AgainAsync(again, together: StoreErrors.IsLost(error) || StoreErrors.IsUnavailable(error));
        }
        catch (Exception last) when (StoreErrors.IsDisplaced(last))
        {
            Displaced(open);
        }
        catch (Exception last)
        {
            commits.Forget();
            tools.Log.LogError("Workspace {Workspace}: the store takes nothing: {Error}", tenure.Workspace, last.Message);
            SendAway(open, Outages.Of(last));
        }
    }

    /// <summary>What is found is on disk when it is told, whoever owns the workspace now.</summary>
    private async Task ReplyToStoredAsync(IReadOnlyList<Flight> flights)
    {
        foreach (var flight in flights)
        {
            var session = await tools.Flusher.SessionAsync();
            if (flight.Batch is { } batch && await tools.Writer.StoredAtAsync(batch, CancellationToken.None) is { } position)
            {
                await tools.Flusher.FlushAsync(session);
                flight.Decided.Reply(Math.Max(tenure.Position, position));
            }
        }
    }

    public void Refuse(IEnumerable<Letter> letters) =>
        SendAway(letters, Rejection.Because(DoorRefusals.NotOwner, "Another node owns this workspace now; try again in a moment. With an Idempotency-Key it is safe to try again."));

    /// <summary>Together where nobody's command is to blame; one by one otherwise, so that a poisonous command hurts only itself.</summary>
    private async Task AgainAsync(List<Letter> letters, bool together)
    {
        letters.ForEach(l => l.Reset());
        if (together && letters.Count > 0)
        {
            try
            {
                await commits.CommitAsync(letters);
                return;
            }
            catch (Exception error) when (!StoreErrors.IsUnavailable(error) && !StoreErrors.IsDisplaced(error))
            {
                commits.Forget();
            }
        }

        foreach (var letter in letters.Where(l => !l.IsAnswered))
        {
            await AloneAsync(letter);
        }
    }

    private async Task AloneAsync(Letter letter)
    {
        try
        {
            await commits.OpenAsync();
            letter.Reset();
            await commits.CommitAsync([letter]);
        }
        catch (Exception error) when (!StoreErrors.IsUnavailable(error) && !StoreErrors.IsDisplaced(error))
        {
            tools.Log.LogError(error, "Workspace {Workspace}: {Command} failed", tenure.Workspace, letter.Command.GetType().Name);
            letter.Refuse(DoorRefusals.Failed, "The command could not be carried out; it was recorded in the server's log and nothing was stored.", tenure.Position);
            commits.Forget();
        }
    }

    private void Displaced(List<Letter> open)
    {
        commits.Forget();
        tenure.Lose();
        tools.Log.LogWarning("Workspace {Workspace} was taken by another node", tenure.Workspace);
        Refuse(open);
    }

    private void SendAway(IEnumerable<Letter> letters, Rejection why)
    {
        foreach (var letter in letters.Concat(room.Empty()))
        {
            letter.Reply(Outcome.Refused(why, tenure.Position));
        }
    }
}
