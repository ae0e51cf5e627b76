using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Weft.Domain.Causality;

namespace Weft.Domain.Workflows;

/// <summary>A decision being told: each event is folded at once, so that the next sentence sees its effect.</summary>
internal sealed class Story(Workflow? start, DateTimeOffset now)
{
    private readonly ImmutableArray<IWorkflowEvent>.Builder _events = ImmutableArray.CreateBuilder<IWorkflowEvent>();

    private readonly Queue<string> _done = new();

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

    /// <summary>A task or gate was done: what waits for it is looked at when the story ends, one node after another and without recursion.</summary>
    public Story Done(string node)
    {
        _done.Enqueue(node);
        return this;
    }

    public bool TryNextDone([NotNullWhen(true)] out string? node) => _done.TryDequeue(out node);

    public Decision<IWorkflowEvent> Events() => Decision<IWorkflowEvent>.AcceptAll(_events.ToImmutable());
}
