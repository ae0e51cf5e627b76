namespace Weft.Benchmarks.Faults;

/// <summary>One task as the log tells of it.</summary>
internal sealed class TaskLog(string name, IReadOnlyList<string> needs)
{
    private readonly HashSet<long> _started = [];
    private readonly HashSet<int> _completed = [];

    public string Name { get; } = name;

    public IReadOnlyList<string> Needs { get; } = needs;

    public bool IsDone { get; private set; }

    /// <summary>Ready for anybody, waiting for its next attempt, or held: something will still happen with it.</summary>
    public bool Moves => _ready || _lease is not null;

    private bool _ready;
    private long? _lease;

    public (ViolationKind Kind, string What)? Apply(LoggedEvent happened) => happened.Type switch
    {
        "task_readied" or "task_retried" => Ready(),
        "task_assigned" => Assign(happened),
        "task_started" => Hold(happened) ?? (_started.Add(happened.Token) ? null : (ViolationKind.DuplicateEffect, $"started twice with token {happened.Token}")),
        "task_checkpointed" => Hold(happened),
        "task_released" or "lease_expired" => Hold(happened) ?? End(ready: true),
        "task_failed" or "task_timed_out" => Hold(happened) ?? End(ready: happened.Has("retryAt")),
        "task_submitted" or "task_completed" => Complete(happened),
        _ => null,
    };

    private (ViolationKind, string)? Ready()
    {
        (_ready, IsDone) = (true, false);
        return null;
    }

    private (ViolationKind, string)? Assign(LoggedEvent happened)
    {
        var (held, done) = (_lease, _completed.Contains(happened.Attempt));
        (_lease, _ready) = (happened.Version, false);
        return held is { } token ? (ViolationKind.DuplicateEffect, $"assigned to {happened.Text("agent")} at version {happened.Version} while the lease {token} had not ended")
            : done ? (ViolationKind.DuplicateEffect, $"assigned again at version {happened.Version} after attempt {happened.Attempt} was completed")
            : null;
    }

    private (ViolationKind, string)? Complete(LoggedEvent happened)
    {
        if (happened.Type == "task_completed" && !_completed.Add(happened.Attempt))
        {
            return (ViolationKind.DuplicateEffect, $"attempt {happened.Attempt} was completed twice");
        }

        return Hold(happened) ?? End(ready: false, done: true);
    }

    private (ViolationKind, string)? Hold(LoggedEvent happened) =>
        happened.Token == _lease ? null : (ViolationKind.StaleWrite, $"{happened.Type} with token {happened.Token}, while {(_lease is { } live ? $"{live} was live" : "nobody held it")}");

    private (ViolationKind, string)? End(bool ready, bool done = false)
    {
        (_lease, _ready, IsDone) = (null, ready, done);
        return null;
    }
}
