using Weft.Domain;

namespace Weft.Application.Coordination;

/// <summary>A command on its way through a mailbox, with its caller waiting.</summary>
internal sealed class Letter(ICommand command, Sender sender)
{
    private readonly TaskCompletionSource<Outcome> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ICommand Command { get; } = command;

    public Sender Sender { get; } = sender;

    public Task<Outcome> Answered => _answered.Task;

    /// <summary>Events of this command in the present batch.</summary>
    public List<Emitted> Emitted { get; } = [];

    public Rejection? Rejection { get; set; }

    public object? Answer { get; set; }

    /// <summary>When a command that waits for its causes gives up.</summary>
    public DateTimeOffset? CausesDeadline { get; set; }

    public void Reset()
    {
        Emitted.Clear();
        Rejection = null;
        Answer = null;
    }

    public void Reply(Outcome outcome) => _answered.TrySetResult(outcome);
}
