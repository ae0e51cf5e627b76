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
    private readonly Repeats _repeats;
    private readonly GroupCommit _commits;
    private readonly Turns _turns;
    private readonly Alarm _alarm;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public Mailbox(string workspace, MailboxTools tools)
    {
        _tools = tools;
        _letters = Channel.CreateBounded<Letter?>(new BoundedChannelOptions(tools.Capacity) { SingleReader = true });
        Presence = new Presence(tools.Time);
        _tenure = new Tenure(workspace, tools, Presence);
        var housekeeping = new MailboxHousekeeping(tools);
        _repeats = new Repeats(_tenure, _room, tools);
        var assurance = new Assurance(tools.Flusher) { Failed = () => _letters.Writer.TryWrite(null) };
        _commits = new GroupCommit(_tenure, _room, Presence, housekeeping, _repeats, assurance, tools);
        _commits.Answered = () => _letters.Writer.TryWrite(null);
        _turns = new Turns(_tenure, _room, _commits, assurance, _repeats, tools);
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
            if (_commits.Open.Count >= _tools.MaxBatch)
            {
                await Landing.AwaitAsync(_commits);
            }

            batch.Clear();
            while (_commits.Open.Count + batch.Count < _tools.MaxBatch && _letters.Reader.TryRead(out var letter))
            {
                if (letter is not null)
                {
                    batch.Add(letter);
                }
            }

            await _turns.TakeAsync(batch);
            if (_turns.Due() is { } at && !_stop.IsCancellationRequested)
            {
                _alarm.Set(at);
            }
        }

        await _turns.DrainAsync();
        _room.Close(_tenure.Position, Stopping());
        await _commits.LeaveAsync();
        await _repeats.DisposeAsync();
    }
}
