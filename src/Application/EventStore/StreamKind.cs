using Weft.Domain.Access;
using Weft.Domain.Agents;
using Weft.Domain.Artifacts;
using Weft.Domain.Balancing;
using Weft.Domain.Catalogue;
using Weft.Domain.Causality;
using Weft.Domain.Conflicts;
using Weft.Domain.Distribution;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;
using Weft.Domain.Workspaces;

namespace Weft.Application.EventStore;

/// <summary>A family of streams: how its keys are spelt and how its events are folded.</summary>
public abstract class StreamKind(string prefix, Type stateType)
{
    public string Prefix { get; } = prefix;

    public Type StateType { get; } = stateType;

    /// <summary>The state follows from the last event alone: the others need not be read.</summary>
    public bool LastEventTells { get; init; }

    /// <summary>After so many events its state is kept, so that a long stream is not read from its first event; 0: never.</summary>
    public int SnapshotEvery { get; init; }

    /// <summary>Name of an event after which another of the same at once leaves nothing of the first; null: there is none.</summary>
    public string? Supersedes { get; init; }

    /// <summary><c>workflow-018f…</c>; the streams that exist once in a workspace are named by their prefix alone.</summary>
    public string Key(string id) => id.Length == 0 ? Prefix : $"{Prefix}-{id}";

    /// <summary>The other way round.</summary>
    public string Id(string key) => key.Length <= Prefix.Length ? "" : key[(Prefix.Length + 1)..];

    public abstract object Fold(object? state, object happened, Stamp stamp);
}

public sealed class StreamKind<TState, TEvent>(string prefix, Func<TState?, TEvent, Stamp, TState> evolve) : StreamKind(prefix, typeof(TState))
    where TState : class
    where TEvent : class
{
    public override object Fold(object? state, object happened, Stamp stamp) => evolve((TState?)state, (TEvent)happened, stamp);
}

/// <summary>Every kind of stream there is.</summary>
public static class Streams
{
    public static readonly StreamKind<KeyRing, IAccessEvent> Access = new("access", KeyRing.Evolve);
    public static readonly StreamKind<Agent, IAgentEvent> Agent = new("agent", Domain.Agents.Agent.Evolve) { SnapshotEvery = 100, Supersedes = "agent_measured" };
    public static readonly StreamKind<Artifact, IArtifactEvent> Artifact = new("artifact", Domain.Artifacts.Artifact.Evolve);
    public static readonly StreamKind<AssignmentLog, IAssignmentEvent> Assignment = new("assignment", AssignmentLog.Evolve) { LastEventTells = true };
    public static readonly StreamKind<BalanceState, IBalancingEvent> Balancing = new("balancing", BalanceState.Evolve) { SnapshotEvery = 500 };
    public static readonly StreamKind<Conflict, IConflictEvent> Conflict = new("conflict", Domain.Conflicts.Conflict.Evolve);
    public static readonly StreamKind<Ledger, ILedgerEvent> Ledger = new("ledger", Domain.Resources.Ledger.Evolve) { SnapshotEvery = 500 };
    public static readonly StreamKind<Template, ITemplateEvent> Template = new("template", Domain.Catalogue.Template.Evolve);
    public static readonly StreamKind<Workflow, IWorkflowEvent> Workflow = new("workflow", WorkflowEvolve.Evolve) { SnapshotEvery = 500 };
    public static readonly StreamKind<Workspace, IWorkspaceEvent> Workspace = new("workspace", Domain.Workspaces.Workspace.Evolve);

    public static IReadOnlyList<StreamKind> All { get; } = [Access, Agent, Artifact, Assignment, Balancing, Conflict, Ledger, Template, Workflow, Workspace];

    /// <summary>The kind that a key belongs to, null for a key that is none of ours.</summary>
    public static StreamKind? Of(string key)
    {
        var dash = key.IndexOf('-');
        var prefix = dash < 0 ? key : key[..dash];
        return All.FirstOrDefault(k => k.Prefix == prefix);
    }
}
