using Weft.Application.EventStore;
using Weft.Domain;
using Weft.Domain.Causality;
using Weft.Domain.Workflows;
using Weft.Domain.Workspaces;

namespace Weft.Application.Coordination;

/// <summary>One command while it is decided: reads see its own effects; nothing is kept unless it is accepted.</summary>
public sealed class Deciding(Memory memory, Sender sender, DateTimeOffset now)
{
    private readonly Dictionary<string, StreamState> _changed = new(StringComparer.Ordinal);
    private long _counter;
    private int _admitting;
    private bool _caused;

    public Sender Sender { get; } = sender;

    /// <summary>In microseconds, as the store keeps it: state in memory and state folded from events are the same to the last digit.</summary>
    public DateTimeOffset Now { get; } = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));

    internal List<Emitted> Emitted { get; } = [];

    /// <summary>What the caller will be told.</summary>
    public object? Answer { get; set; }

    public Memory Memory => memory;

    public string NewId() => Guid.CreateVersion7(Now).ToString("N");

    public async ValueTask<TState?> LoadAsync<TState, TEvent>(StreamKind<TState, TEvent> kind, string id)
        where TState : class
        where TEvent : class
        => (TState?)(await StateAsync(kind, kind.Key(id))).State;

    /// <summary>Decides on one stream. A refusal's facts are kept, everything else of a refused command is not.</summary>
    public async ValueTask<Rejection?> OnAsync<TState, TEvent>(StreamKind<TState, TEvent> kind, string id, Func<TState?, Decision<TEvent>> decide)
        where TState : class
        where TEvent : class
    {
        var key = kind.Key(id);
        var decision = decide((TState?)(await StateAsync(kind, key)).State);
        if (decision.Rejection is not null)
        {
            Drop();
        }

        foreach (var happened in decision.Events)
        {
            await AddAsync(kind, key, happened);
        }

        return decision.Rejection;
    }

    public ValueTask<Rejection?> OnWorkflowAsync(string id, Func<Workflow, Decision<IWorkflowEvent>> decide) =>
        OnAsync(Streams.Workflow, id, state => state is null ? Refusals.WorkflowUnknown(id) : decide(state));

    public ValueTask EmitAsync<TState, TEvent>(StreamKind<TState, TEvent> kind, string id, TEvent happened)
        where TState : class
        where TEvent : class
        => AddAsync(kind, kind.Key(id), happened);

    private async ValueTask AddAsync(StreamKind kind, string key, object happened)
    {
        var actor = await ActorAsync();
        var before = await StateAsync(kind, key);
        var dot = new Dot(actor, memory.LastCounter(actor) + ++_counter);
        var stamp = new Stamp(before.Version + 1, Now, dot);
        var deps = happened is IWorkflowEvent e && before.State is Workflow w ? Causes.Of(w, e) : [];
        if (!_caused && happened is not ActorAdmitted && !Sender.DependsOn.IsDefaultOrEmpty)
        {
            deps = deps.AddRange(Sender.DependsOn);
            _caused = true;
        }

        Emitted.Add(new Emitted(kind, key, happened, stamp, deps, EventIds.New(Now)));
        _changed[key] = new StreamState(stamp.Version, kind.Fold(before.State, happened, stamp));
    }

    /// <summary>The actor's number for dots; its first event here is preceded by the one that admits it.</summary>
    private async ValueTask<int> ActorAsync()
    {
        var known = memory.ActorNumber(Sender.Actor.Name);
        if (known != 0 || _admitting != 0)
        {
            return known != 0 ? known : _admitting;
        }

        var workspace = await LoadAsync(Streams.Workspace, "");
        _admitting = (workspace?.Actors.Count ?? 0) + 1;
        if (workspace is not null)
        {
            await EmitAsync(Streams.Workspace, "", new ActorAdmitted(_admitting, Sender.Actor.Name));
        }

        return _admitting;
    }

    private ValueTask<StreamState> StateAsync(StreamKind kind, string key) =>
        _changed.TryGetValue(key, out var changed) ? ValueTask.FromResult(changed) : memory.LoadAsync(kind, key);

    internal Dictionary<string, StreamState> Changed => _changed;

    /// <summary>Forgets everything that was decided.</summary>
    internal void Drop()
    {
        Emitted.Clear();
        _changed.Clear();
        _counter = 0;
        _admitting = 0;
        _caused = false;
    }
}
