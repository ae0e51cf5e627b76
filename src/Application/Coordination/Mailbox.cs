using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Weft.Domain;

namespace Weft.Application.Coordination;

/// <summary>The commands of one workspace, decided one after another in memory and stored together: group commit. The busier it is, the
/// larger the batch. One loop; nobody holds a lock while anyone thinks.</summary>
internal sealed class Mailbox : IAsyncDisposable
{
    private readonly MailboxTools _tools;
    private readonly Channel<Letter?> _letters;
    private readonly WaitingRoom _room = new();
    private readonly Tenure _tenure;
    private readonly GroupCommit _commits;
    private readonly Settlement _settlement;
    private readonly Rest _rest;
    private readonly Alarm _alarm;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public Mailbox(string workspace, MailboxTools tools)
    {
        _tools = tools;
        _letters = Channel.CreateBounded<Letter?>(new BoundedChannelOptions(tools.Capacity) { SingleReader = true });
        Presence = new Presence(tools.Time);
        _tenure = new Tenure(workspace, tools, Presence);
        _commits = new GroupCommit(_tenure, _room, Presence, tools);
        _settlement = new Settlement(_tenure, _room, _commits, tools);
        _rest = new Rest(_tenure, _room, _commits, tools.Time);
        _alarm = new Alarm(tools.Time, () => _letters.Writer.TryWrite(null));
        _loop = Task.Run(RunAsync);
    }

    public Presence Presence { get; }

    public bool IsHeld => _tenure.Memory is not null;

    public Action<string, long, IReadOnlyList<Emitted>>? Committed { set => _commits.Committed = value; }

    public Action<string, IReadOnlyList<object>>? Taken { set => _commits.Taken = value; }

    public Task<Outcome> SendAsync(Letter letter)
    {
        if (!_letters.Writer.TryWrite(letter))
        {
            letter.Reply(_stop.IsCancellationRequested ? Stopping() : Refuse(DoorRefusals.Busy, $"More than {_tools.Capacity} commands of this workspace are waiting; try again in a moment."));
        }

        return letter.Answered;
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

    private Outcome Refuse(string code, string detail) => Outcome.Refused(Rejection.Because(code, detail), _tenure.Position);

    private Outcome Stopping() => Refuse(DoorRefusals.Stopping, "The server is stopping; try again in a moment.");

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

        if (_room.CarriesAlong)
        {
            await ProcessAsync([]);
        }

        _room.Close(_tenure.Position, Stopping());
        await _commits.LeaveAsync();
    }

    /// <summary>Whatever happens, every caller gets an answer and the loop goes on.</summary>
    private async Task ProcessAsync(List<Letter> letters)
    {
        if (_tenure.IsAway)
        {
            _settlement.Refuse(letters);
            return;
        }

        if (await _rest.TakeAsync(letters.Count))
        {
            return;
        }

        try
        {
            letters.AddRange(_room.TakeUp());
            await _commits.OpenAsync();
            letters.AddRange(_tenure.Timers.Ring().Select(command => new Letter(command, Sender.System(_tenure.Workspace))));
            await _commits.CommitAsync(letters);
        }
        catch (Exception error)
        {
            _tools.Log.LogWarning("Workspace {Workspace}: a batch of {Count} could not be stored: {Error}", _tenure.Workspace, letters.Count, error.Message);
            await _settlement.SettleAsync(letters, error);
        }
    }

    /// <summary>The loop sleeps until a letter comes, or until something is due.</summary>
    private void Rearm()
    {
        var now = _tools.Time.GetUtcNow();
        var due = new[] { _tenure.Timers.Next, _room.Next(now), _rest.Next(now) }.Min();
        if (due is { } at && !_stop.IsCancellationRequested)
        {
            _alarm.Set(at);
        }
    }
}
