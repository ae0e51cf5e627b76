using System.Collections.Immutable;
using Weft.Domain.Causality;

namespace Weft.Domain.Workflows;

/// <summary>A decision being told: each event is folded at once, so that the next sentence sees its effect.</summary>
internal sealed class Story(Workflow? start, DateTimeOffset now)
{
    private readonly ImmutableArray<IWorkflowEvent>.Builder _events = ImmutableArray.CreateBuilder<IWorkflowEvent>();

    private Workflow? _state = start;

    public DateTimeOffset Now { get; } = now;

    public Workflow State => _state ?? throw new InvalidOperationException("The story has no beginning.");

    public long NextVersion => (_state?.Version ?? 0) + 1;

    public Story Tell(IWorkflowEvent happened)
    {
        _state = WorkflowEvolve.Evolve(_state, happened, new Stamp(NextVersion, Now, Dot.None));
        _events.Add(happened);
        return this;
    }

    public Decision<IWorkflowEvent> End() => Decision<IWorkflowEvent>.AcceptAll(_events.ToImmutable());
}
