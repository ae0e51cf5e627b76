using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Weft.Application.EventStore;
using Weft.Application.Workspaces;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Causality;

namespace Weft.Application.Coordination;

/// <summary>What a mailbox works with.</summary>
internal sealed record MailboxTools(BatchWriter Writer, ReceiptReader Receipts, Recovery Recovery, StreamFolder Streams, TimeProvider Time, ILogger Log, string Node, int MaxBatch);

/// <summary>The commands of one workspace, decided one after another in memory and stored together: group commit. The busier it is, the
/// larger the batch. One loop; nobody holds a lock while anyone thinks.</summary>
internal sealed class Mailbox : IAsyncDisposable
{
    private const int Capacity = 10_000;
    private static readonly TimeSpan CausesPatience = TimeSpan.FromSeconds(2);

    private readonly MailboxTools _tools;
    private readonly string _workspace;
    private readonly Channel<Letter?> _letters = Channel.CreateBounded<Letter?>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly Dictionary<string, Waiter> _waiters = new(StringComparer.Ordinal);
    private readonly List<Letter> _parked = [];
    private readonly Timers _timers;
    private readonly ITimer _alarm;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private readonly MailboxHousekeeping _housekeeping;
    private Memory? _memory;
    private long _epoch;
    private (Batch Batch, Decided Decided)? _inFlight;

    public Mailbox(string workspace, MailboxTools tools)
    {
        (_workspace, _tools) = (workspace, tools);
        Presence = new Presence(tools.Time);
        _timers = new Timers(Presence, tools.Time);
        _housekeeping = new MailboxHousekeeping(tools);
        _alarm = tools.Time.CreateTimer(_ => _letters.Writer.TryWrite(null), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _loop = Task.Run(RunAsync);
    }

    public Presence Presence { get; }

    /// <summary>Raised after each commit with the position reached and what was stored.</summary>
    public event Action<string, long, IReadOnlyList<Emitted>>? Committed;

    /// <summary>The state of the newest commit; for reading only what is safe to read from another thread (immutable states).</summary>
    public Memory? Current => _memory;

    public Task<Outcome> SendAsync(Letter letter)
    {
        if (_stop.IsCancellationRequested)
        {
            return Task.FromResult(Refuse(DoorRefusals.Stopping, "The server is stopping; try again in a moment."));
        }

        return _letters.Writer.TryWrite(letter)
            ? letter.Answered
            : Task.FromResult(Refuse(DoorRefusals.Busy, $"More than {Capacity} commands of this workspace are waiting; try again in a moment."));
    }

    /// <summary>Takes no more, finishes what is in the box, leaves a checkpoint.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        _letters.Writer.TryComplete();
        await _alarm.DisposeAsync();
        await _loop;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private Outcome Refuse(string code, string detail) => Outcome.Refused(Rejection.Because(code, detail), _memory?.Position ?? 0);

    private async Task RunAsync()
    {
        var batch = new List<Letter>();
        while (await _letters.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < _tools.MaxBatch && _letters.Reader.TryRead(out var letter))
            {
                if (letter is not null)
                {
                    batch.Add(letter);
                }
            }

            await ProcessAsync(batch);
            Rearm();
        }

        await CloseAsync();
    }

    private async Task CloseAsync()
    {
        foreach (var waiter in _waiters.Values)
        {
            waiter.Letter.Reply(new Outcome(null, new ClaimAnswer([]), _memory?.Position ?? 0, false));
        }

        _parked.ForEach(l => l.Reply(Refuse(DoorRefusals.Stopping, "The server is stopping; try again in a moment.")));
        if (_memory is not null)
        {
            await _housekeeping.LeaveAsync(_memory);
        }
    }

    /// <summary>Whatever happens, every caller gets an answer and the loop goes on.</summary>
    private async Task ProcessAsync(List<Letter> letters)
    {
        try
        {
            await OwnAsync();
            foreach (var command in _timers.Ring())
            {
                letters.Add(new Letter(command, Sender.System(_workspace)));
            }

            letters.AddRange(_parked);
            _parked.Clear();
            await CommitAsync(letters);
        }
        catch (Exception error)
        {
            _tools.Log.LogWarning("Workspace {Workspace}: a batch of {Count} could not be stored: {Error}", _workspace, letters.Count, error.Message);
            await SettleAsync(letters, error);
        }
    }

    /// <summary>After an error nobody knows what was stored: memory is thrown away; streams and receipts tell.</summary>
    private async Task SettleAsync(List<Letter> letters, Exception error)
    {
        var uncertain = _inFlight;
        Forget();
        var open = letters.Concat(uncertain?.Decided.Callers ?? []).Distinct().Where(l => !l.Answered.IsCompleted).ToList();
        try
        {
            await OwnAsync();
            if (uncertain is { } sent && await _tools.Writer.IsStoredAsync(sent.Batch, CancellationToken.None))
            {
                sent.Decided.Reply(_memory!.Position);
            }

            open = await AnswerFromReceiptsAsync([.. open.Where(l => !l.Answered.IsCompleted)]);
            foreach (var letter in open)
            {
                await CommitAloneAsync(letter);
            }
        }
        catch (Exception again)
        {
            Forget();
            _tools.Log.LogError("Workspace {Workspace}: the store does not answer: {Error}", _workspace, again.Message);
            open.ForEach(l => l.Reply(Refuse(DoorRefusals.Unavailable, $"The event store does not answer ({error.GetType().Name}). With an Idempotency-Key it is safe to try again.")));
        }
    }

    private void Forget()
    {
        _memory = null;
        _inFlight = null;
        _timers.Clear();
        Presence.ForgetLeases();
    }

    /// <summary>One by one, so that a poisonous command hurts only itself.</summary>
    private async Task CommitAloneAsync(Letter letter)
    {
        try
        {
            letter.Reset();
            await CommitAsync([letter]);
        }
        catch (Exception error) when (error is not Npgsql.NpgsqlException { InnerException: not null } and not TimeoutException)
        {
            _tools.Log.LogError(error, "Workspace {Workspace}: {Command} failed", _workspace, letter.Command.GetType().Name);
            letter.Reply(Refuse(DoorRefusals.Failed, "The command could not be carried out; it was recorded in the server's log and nothing was stored."));
            Forget();
            await OwnAsync();
        }
    }

    private async Task OwnAsync()
    {
        if (_memory is not null)
        {
            return;
        }

        _epoch = await _tools.Recovery.TakeAsync(_workspace, _tools.Node, CancellationToken.None);
        var memory = await _tools.Recovery.LoadAsync(_workspace, CancellationToken.None);
        _memory = memory;
        await _housekeeping.StartAsync(_workspace);
        foreach (var workflow in memory.Board.Workflows.Values)
        {
            foreach (var item in workflow.Items.Values.Where(i => i.IsOpen))
            {
                _timers.Watch(workflow.Id, item);
                _timers.WatchLease(workflow.Id, item);
            }
        }

        foreach (var agent in memory.Board.Agents.Values)
        {
            _timers.Watch(agent);
        }

        memory.Board.ItemChanged = _timers.Watch;
        memory.Board.AgentChanged = _timers.Watch;
        await CommitAsync([new Letter(new TakeWorkspace(_epoch, _tools.Node), Sender.System(_workspace))]);
    }

    private async Task<List<Letter>> AnswerFromReceiptsAsync(List<Letter> letters)
    {
        var keyed = letters.Where(l => l.Sender.Key is not null).ToList();
        if (keyed.Count == 0)
        {
            return letters;
        }

        var found = await _tools.Receipts.FindAsync(_workspace, [.. keyed.Select(l => (l.Sender.Actor.Name, l.Sender.Key!))], CancellationToken.None);
        foreach (var letter in keyed)
        {
            if (found.TryGetValue((letter.Sender.Actor.Name, letter.Sender.Key!), out var receipt))
            {
                letter.Reply(receipt.BodyHash == letter.Sender.BodyHash
                    ? new Outcome(null, receipt.Answer, _memory!.Position, true)
                    : Refuse(DoorRefusals.KeyReused, "This Idempotency-Key was used for another request. Use a new key for a new request."));
            }
        }

        return [.. letters.Where(l => !l.Answered.IsCompleted)];
    }

    private async Task CommitAsync(List<Letter> letters)
    {
        var memory = _memory!;
        letters = await FirstOfEachKeyAsync(letters);
        var deciders = new BatchDecider(memory, _waiters, _tools.Time, CausesPatience, _tools.Log);
        var decided = await deciders.DecideAsync(letters);
        _parked.AddRange(decided.Parked);
        if (!decided.IsEmpty)
        {
            var batch = new Batch(_workspace, _epoch, memory.Self?.PolicyVersion ?? 1, decided.Events, decided.Receipts);
            _inFlight = (batch, decided);
            var position = await _tools.Writer.CommitAsync(batch, CancellationToken.None);
            _inFlight = null;
            memory.Position = Math.Max(memory.Position, position);
            decided.Tell(Presence);
            Committed?.Invoke(_workspace, memory.Position, [.. decided.Events.Select(e => e.Emitted)]);
        }

        decided.Reply(memory.Position);
        _housekeeping.AfterCommit(memory, decided);
    }

    /// <summary>A key twice in one batch: the second waits for the receipt of the first.</summary>
    private async Task<List<Letter>> FirstOfEachKeyAsync(List<Letter> letters)
    {
        var keyed = letters.Where(l => l.Sender.Key is not null).ToList();
        var recent = keyed.Where(l => _housekeeping.MayBeKnown(l.Sender)).ToList();
        if (recent.Count > 0)
        {
            await AnswerFromReceiptsAsync(recent);
        }

        var seen = new HashSet<(string, string)>();
        var first = new List<Letter>();
        foreach (var letter in letters.Where(l => !l.Answered.IsCompleted))
        {
            if (letter.Sender.Key is null || seen.Add((letter.Sender.Actor.Name, letter.Sender.Key)))
            {
                first.Add(letter);
            }
            else
            {
                _letters.Writer.TryWrite(letter);
            }
        }

        return first;
    }

    private void Rearm()
    {
        var next = _waiters.Count == 0 ? _timers.Next : Min(_timers.Next, _waiters.Values.Min(w => w.Until));
        if (_parked.Count > 0)
        {
            next = Min(next, _parked.Min(l => l.CausesDeadline));
        }

        if (next is { } at && !_stop.IsCancellationRequested)
        {
            var wait = at - _tools.Time.GetUtcNow();
            _alarm.Change(wait > TimeSpan.FromMilliseconds(1) ? wait : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        }
    }

    private static DateTimeOffset? Min(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null || a < b ? a : b;
}
