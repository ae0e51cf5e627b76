using System.Runtime.ExceptionServices;
using Weft.Application.EventStore;

namespace Weft.Application.Coordination;

/// <summary>Between a batch that is stored and its callers: nobody is told before it is on disk, and all in the order of their batches. After an
/// error nobody more is told; what was not told is settled.</summary>
internal sealed class Assurance(Flusher flusher)
{
    /// <summary>Letters from which on a batch is stored without waiting for the disk: others are on their way, and are stored meanwhile.</summary>
    private const int Busy = 4;

    private readonly Lock _lock = new();
    private readonly List<Flight> _untold = [];
    private Task _last = Task.CompletedTask;
    private volatile Exception? _failure;
    private long _position;

    /// <summary>Called when something went wrong.</summary>
    public Action? Failed { get; set; }

    /// <summary>Everybody has been told.</summary>
    public bool IsDone => _last.IsCompletedSuccessfully;

    /// <summary>The position that the store must still have when something is stored on top of it; 0 when that is on disk.</summary>
    public long Unsure => _last.IsCompletedSuccessfully ? 0 : _position;

    /// <summary>The session in which a batch of so many letters is stored without waiting; 0: it waits.</summary>
    public long SessionFor(int letters) => letters >= Busy ? flusher.Session : 0;

    public void Tell(Flight landed, Action tell)
    {
        var session = landed.Batch?.Session ?? 0;
        if (_last.IsCompletedSuccessfully && session == 0)
        {
            tell();
            return;
        }

        lock (_lock)
        {
            _untold.Add(landed);
        }

        _position = landed.Position;
        _last = TellAsync(_last, session == 0 ? Task.CompletedTask : flusher.FlushAsync(session), landed, tell);
    }

    /// <summary>Until everybody is told, or nobody more will be.</summary>
    public Task EndAsync() => Task.WhenAny(_last);

    public void ThrowIfFailed()
    {
        if (_failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>The flights whose callers were not told, oldest first; afterwards it is as new.</summary>
    public async Task<IReadOnlyList<Flight>> TakeUntoldAsync()
    {
        await EndAsync();
        lock (_lock)
        {
            var untold = _untold.ToArray();
            _untold.Clear();
            (_last, _failure) = (Task.CompletedTask, null);
            return untold;
        }
    }

    private async Task TellAsync(Task before, Task flushed, Flight landed, Action tell)
    {
        try
        {
            await before.ConfigureAwait(false);
            await flushed.ConfigureAwait(false);
            tell();
        }
        catch (Exception error)
        {
            _failure ??= error;
            Failed?.Invoke();
            throw;
        }

        lock (_lock)
        {
            _untold.Remove(landed);
        }
    }
}
