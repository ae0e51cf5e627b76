using Weft.Application.EventStore;
using Weft.Application.Resources;
using Weft.Application.Workspaces;

namespace Weft.Application.Coordination;

/// <summary>Decides letters one after another in memory and stores what was decided in one transaction. While one batch is being stored the
/// next grows, decided on what will be true by then; it is stored after the one before it, and nobody is told anything earlier.</summary>
internal sealed class GroupCommit(Tenure tenure, WaitingRoom room, Presence presence, MailboxHousekeeping housekeeping, Repeats repeats, Assurance assurance, MailboxTools tools)
{
    private static readonly TimeSpan CausesPatience = TimeSpan.FromSeconds(2);
    private readonly Telling _telling = new(tenure, room, presence, tools.Time);
    private BatchDecider? _open;

    /// <summary>Raised after each commit with the position reached and what was stored.</summary>
    public Action<string, long, IReadOnlyList<Emitted>>? Committed { set => _telling.Committed = value; }

    /// <summary>Raised when this node has taken the workspace, with what its sagas must be waiting for.</summary>
    public Action<string, IReadOnlyList<object>>? Taken { get; set; }

    /// <summary>Called when the store has answered.</summary>
    public Action? Answered { get; set; }

    /// <summary>A batch that was sent; until the store answers nobody knows whether it is stored.</summary>
    public Flight? InFlight { get; private set; }

    public bool IsOpen => _open is not null;

    /// <summary>What has come to the batch that grows.</summary>
    public IReadOnlyList<Letter> Open => _open?.Letters ?? [];

    public async Task OpenAsync()
    {
        if (tenure.Memory is not null)
        {
            return;
        }

        await tenure.TakeAsync();
        await CommitAsync([.. new ICommand[] { new TakeWorkspace(tenure.Epoch, tools.Node), new ExtendSlices() }.Select(c => new Letter(c, Sender.System(tenure.Workspace)))]);
        repeats.ReadEarlier();
        if (Taken is not null && await OpenDeadlines.OfAsync(tenure.Memory!) is { Count: > 0 } deadlines)
        {
            Taken(tenure.Workspace, deadlines);
        }
    }

    /// <summary>Decides, stores and answers.</summary>
    public async Task CommitAsync(List<Letter> letters)
    {
        await TakeAsync(letters);
        await SendAsync();
        await (InFlight is null ? Task.CompletedTask : FinishAsync());
    }

    /// <summary>Decides letters into the batch that grows.</summary>
    public async Task TakeAsync(List<Letter> letters)
    {
        _open ??= new BatchDecider(tenure.Memory!, room.Claims, tools.Time, CausesPatience, repeats, tools.Log);
        await _open.TakeAsync(await repeats.FirstOfEachKeyAsync(letters));
    }

    /// <summary>Closes the batch and sends it, without waiting for the answer; what stores nothing is told at once. Only when nothing is on its way.</summary>
    public async Task SendAsync()
    {
        var memory = tenure.Memory!;
        var (letters, decided) = (_open!.Letters, _open.Close());
        memory.BatchSent();
        room.Park(decided.Parked);
        var upkeep = housekeeping.Prepare(memory, decided);
        tenure.KeepWatch(memory);
        var batch = decided.IsEmpty ? null : new Batch(tenure.Workspace, tenure.Epoch, decided.Events, decided.Receipts, repeats.AreNew(decided.Receipts), assurance.SessionFor(letters.Count), assurance.Unsure);
        var stored = batch is null ? Task.FromResult(memory.Position) : tools.Writer.CommitAsync(batch, CancellationToken.None);
        (InFlight, _open) = (new Flight(letters, decided, batch, stored, upkeep), null);
        if (batch is null)
        {
            await FinishAsync();
            return;
        }

        _ = stored.ContinueWith(_ => Answered?.Invoke(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Waits for the store's answer, then tells everybody. What the store throws stays with the flight.</summary>
    public async Task FinishAsync() => _telling.Tell(await LandAsync(), assurance);

    /// <summary>The same, and what has grown meanwhile is sent. First they are told, or wait to be: what is sent next has to know whether they do.</summary>
    public async Task FinishAndSendAsync()
    {
        await FinishAsync();
        await (IsOpen ? SendAsync() : Task.CompletedTask);
    }

    private async Task<Flight> LandAsync()
    {
        var (memory, flight) = (tenure.Memory!, InFlight!);
        memory.Position = Math.Max(memory.Position, await flight.Stored);
        InFlight = null;
        repeats.Arrived(flight);
        tenure.Reach(memory.Position);
        return flight with { Position = memory.Position };
    }

    public void Forget()
    {
        (InFlight, _open) = (null, null);
        repeats.Forget();
        room.ForgetGrants();
        tenure.End();
    }

    /// <summary>On the way out: the next owner starts from here.</summary>
    public Task LeaveAsync() => tenure.Memory is { } memory ? housekeeping.LeaveAsync(memory, tenure.IsAtRest) : Task.CompletedTask;
}
