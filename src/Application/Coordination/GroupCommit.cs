using Weft.Application.EventStore;
using Weft.Application.Workspaces;
using Weft.Domain;

namespace Weft.Application.Coordination;

/// <summary>Decides letters one after another in memory and stores what was decided in one transaction.</summary>
internal sealed class GroupCommit(Tenure tenure, WaitingRoom room, Presence presence, MailboxTools tools)
{
    private static readonly TimeSpan CausesPatience = TimeSpan.FromSeconds(2);
    /// <summary>What was learnt of an agent is not worth a transaction of its own while there are others.</summary>
    private static readonly TimeSpan CompanyPatience = TimeSpan.FromSeconds(1);
    private readonly MailboxHousekeeping _housekeeping = new(tools);

    /// <summary>Raised after each commit with the position reached and what was stored.</summary>
    public Action<string, long, IReadOnlyList<Emitted>>? Committed { get; set; }

    /// <summary>Raised when this node has taken the workspace, with what its sagas must be waiting for.</summary>
    public Action<string, IReadOnlyList<object>>? Taken { get; set; }

    /// <summary>A batch that was sent and not answered: nobody knows whether it is stored.</summary>
    public (Batch Batch, Decided Decided)? InFlight { get; private set; }

    /// <summary>Takes the workspace, unless it is held already.</summary>
    public async Task OpenAsync()
    {
        if (tenure.Memory is not null)
        {
            return;
        }

        await tenure.TakeAsync();
        await _housekeeping.StartAsync(tenure.Workspace);
        await CommitAsync([new Letter(new TakeWorkspace(tenure.Epoch, tools.Node), Sender.System(tenure.Workspace))]);
        if (Taken is not null && await OpenDeadlines.OfAsync(tenure.Memory!) is { Count: > 0 } deadlines)
        {
            Taken(tenure.Workspace, deadlines);
        }
    }

    public async Task CommitAsync(List<Letter> letters)
    {
        var memory = tenure.Memory!;
        var first = await FirstOfEachKeyAsync(letters);
        var decided = await new BatchDecider(memory, room.Claims, tools.Time, CausesPatience, tools.Log).DecideAsync(first);
        room.Park(decided.Parked);
        if (!decided.IsEmpty)
        {
            var batch = new Batch(tenure.Workspace, tenure.Epoch, memory.Self?.PolicyVersion ?? 1, decided.Events, decided.Receipts);
            InFlight = (batch, decided);
            memory.Position = Math.Max(memory.Position, await tools.Writer.CommitAsync(batch, CancellationToken.None));
            InFlight = null;
            tenure.Reach(memory.Position);
            decided.Tell(presence);
            Committed?.Invoke(tenure.Workspace, memory.Position, [.. decided.Events.Select(e => e.Emitted)]);
        }

        decided.Reply(memory.Position);
        _housekeeping.AfterCommit(memory, decided);
        tenure.KeepWatch(memory);
        foreach (var lesson in tenure.Lessons())
        {
            room.TakeAlong(new Letter(lesson, Sender.System(tenure.Workspace)), tools.Time.GetUtcNow() + CompanyPatience);
        }
    }

    /// <summary>Whoever has a receipt gets the answer that it holds; the others are returned.</summary>
    public async Task<List<Letter>> AnswerFromReceiptsAsync(IReadOnlyList<Letter> letters)
    {
        var keyed = letters.Where(l => l.Sender.Key is not null).ToList();
        var found = keyed.Count == 0 ? [] : await tools.Receipts.FindAsync(
            tenure.Workspace, [.. keyed.Select(l => (l.Sender.Actor.Name, l.Sender.Key!)).Distinct()], CancellationToken.None);
        foreach (var letter in keyed)
        {
            if (found.TryGetValue((letter.Sender.Actor.Name, letter.Sender.Key!), out var receipt))
            {
                letter.Reply(receipt.BodyHash == letter.Sender.BodyHash
                    ? new Outcome(null, receipt.Answer, tenure.Position, true)
                    : Outcome.Refused(Rejection.Because(DoorRefusals.KeyReused, "This Idempotency-Key was used for another request. Use a new key for a new request."), tenure.Position));
            }
        }

        return [.. letters.Where(l => !l.IsAnswered)];
    }

    public void Forget()
    {
        InFlight = null;
        tenure.End();
    }

    /// <summary>On the way out: the next owner starts from here.</summary>
    public Task LeaveAsync() => tenure.Memory is { } memory ? _housekeeping.LeaveAsync(memory, tenure.IsAtRest) : Task.CompletedTask;

    /// <summary>A key twice in one batch: the second waits for the receipt of the first.</summary>
    private async Task<List<Letter>> FirstOfEachKeyAsync(List<Letter> letters)
    {
        var known = letters.Where(l => l.Sender.Key is not null && _housekeeping.MayBeKnown(l.Sender)).ToList();
        if (known.Count > 0)
        {
            await AnswerFromReceiptsAsync(known);
        }

        var seen = new HashSet<(string, string)>();
        var first = new List<Letter>(letters.Count);
        foreach (var letter in letters.Where(l => !l.IsAnswered))
        {
            if (letter.Sender.Key is null || seen.Add((letter.Sender.Actor.Name, letter.Sender.Key)))
            {
                first.Add(letter);
            }
            else
            {
                room.Postpone(letter);
            }
        }

        return first;
    }
}
