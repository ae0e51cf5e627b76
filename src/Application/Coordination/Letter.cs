using Weft.Domain;

namespace Weft.Application.Coordination;

/// <summary>A command on its way through a mailbox, with its caller waiting.</summary>
internal sealed class Letter(ICommand command, Sender sender, CancellationToken abandoned = default)
{
    private readonly TaskCompletionSource<Outcome> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ICommand Command { get; } = command;

    public Sender Sender { get; } = sender;

    public Task<Outcome> Answered => _answered.Task;

    public bool IsAnswered => _answered.Task.IsCompleted;

    /// <summary>Its caller hung up. A command is carried out all the same, a claim is not.</summary>
    public bool IsAbandoned => abandoned.IsCancellationRequested;

    /// <summary>Events of this command in the present batch.</summary>
    public List<Emitted> Emitted { get; } = [];

    public Rejection? Rejection { get; set; }

    public object? Answer { get; set; }

    /// <summary>When a command that waits for its causes gives up.</summary>
    public DateTimeOffset? CausesDeadline { get; set; }

    /// <summary>Whether it has a receipt was asked of the store since it came or came again, and it had none.</summary>
    public bool IsLookedUp { get; set; }

    public void Reset()
    {
        Emitted.Clear();
        Rejection = null;
        Answer = null;
        IsLookedUp = false;
    }

    public void Reply(Outcome outcome) => _answered.TrySetResult(outcome);

    public void Refuse(string code, string detail, long position = 0) => Reply(Outcome.Refused(Rejection.Because(code, detail), position));
}
