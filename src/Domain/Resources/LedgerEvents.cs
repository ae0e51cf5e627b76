namespace Weft.Domain.Resources;

/// <summary>Every event of a workspace's reservation ledger.</summary>
public interface ILedgerEvent;

/// <summary>The domain map was set, or its enforcement switched.</summary>
/// <param name="Version">1 for the first</param>
public sealed record DomainMapChanged(int Version, DomainMap Map) : ILedgerEvent;

/// <summary>The holder of a task claimed a resource for it. The claim lasts as long as its lease, and until its work is merged.</summary>
/// <param name="Token">fencing token of the task's lease</param>
public sealed record ResourceClaimed(string Resource, string Agent, string Workflow, string Task, long Token) : ILedgerEvent;

/// <summary>Claims whose task is done or in other hands were found and dropped.</summary>
public sealed record ResourceReleased(string Resource, string Agent, string Workflow, string Task, long Token) : ILedgerEvent;
