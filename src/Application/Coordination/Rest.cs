namespace Weft.Application.Coordination;

/// <summary>A workspace in which nothing is open is put down after a while: it costs no memory, and the next start of a server passes it by.
/// Whoever sends it a command takes it up again; its history can be read without.</summary>
internal sealed class Rest(Tenure tenure, WaitingRoom room, GroupCommit commits, TimeProvider time)
{
    public static readonly TimeSpan After = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private DateTimeOffset _quietSince = time.GetUtcNow();
    private bool _taken;

    /// <summary>When to put it down, or to take up again what an error put down; null for neither.</summary>
    public DateTimeOffset? Next(DateTimeOffset now) => tenure.Memory is not null ? Due(now) : _taken || tenure.IsAway ? null : now + RetryAfter;

    /// <summary>Whether there is nothing to do, now that so many letters came.</summary>
    public async Task<bool> TakeAsync(int letters)
    {
        var now = time.GetUtcNow();
        if (letters > 0)
        {
            (_quietSince, _taken) = (now, false);
        }
        else if (Due(now) <= now)
        {
            await commits.LeaveAsync();
            commits.Forget();
            _taken = true;
        }

        return _taken;
    }

    private DateTimeOffset? Due(DateTimeOffset now) => tenure.IsAtRest && room.Next(now) is null ? _quietSince + After : null;
}
