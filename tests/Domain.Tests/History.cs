using Weft.Domain.Access;
using Weft.Domain.Agents;
using Weft.Domain.Causality;
using Weft.Domain.Conflicts;
using Weft.Domain.Resources;
using Weft.Domain.Workspaces;

namespace Weft.Domain.Tests;

/// <summary>given these events, when this is decided, then …</summary>
public sealed class History<TState, TEvent>(Func<TState?, TEvent, Stamp, TState> evolve, params TEvent[] past)
    where TState : class
    where TEvent : class
{
    public TState? State { get; } = Fold(evolve, past);

    public Outcome<TEvent> When(Func<TState?, Decision<TEvent>> decide) => new(decide(State));

    public History<TState, TEvent> And(params TEvent[] more) => new(evolve, [.. past, .. more]);

    private static TState? Fold(Func<TState?, TEvent, Stamp, TState> evolve, TEvent[] past)
    {
        TState? state = null;
        var version = 0L;
        foreach (var happened in past)
        {
            version++;
            state = evolve(state, happened, new Stamp(version, Times.Start.AddSeconds(version), new Dot(1, version)));
        }

        return state;
    }
}

public static class Given
{
    public static History<Agent, IAgentEvent> Agent(params IAgentEvent[] past) => new(Domain.Agents.Agent.Evolve, past);

    public static History<KeyRing, IAccessEvent> Keys(params IAccessEvent[] past) => new(KeyRing.Evolve, past);

    public static History<Conflict, IConflictEvent> Conflict(params IConflictEvent[] past) => new(Domain.Conflicts.Conflict.Evolve, past);

    public static History<Ledger, ILedgerEvent> Ledger(params ILedgerEvent[] past) => new(Domain.Resources.Ledger.Evolve, past);

    public static History<Workspace, IWorkspaceEvent> Workspace(params IWorkspaceEvent[] past) =>
        new(Domain.Workspaces.Workspace.Evolve, past);
}

public static class Times
{
    public static DateTimeOffset Start { get; } = new(2026, 3, 29, 0, 30, 0, TimeSpan.Zero);
}
