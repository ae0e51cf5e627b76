namespace Weft.Domain.Resources;

/// <summary>How a slice ended: given back, its time was over, given to another, or its agent is gone.</summary>
public enum SliceEnding { Released, Expired, HandedOver, HolderGone }

/// <summary>An agent waits for its slice of a resource.</summary>
/// <param name="Seconds">how long it wants it</param>
public sealed record SliceRequested(string Resource, string Agent, double Seconds) : ILedgerEvent;

/// <summary>It waits no more.</summary>
public sealed record SliceWithdrawn(string Resource, string Agent, string Reason) : ILedgerEvent;

/// <summary>From here on the resource is the agent's alone, until the slice ends. The version of this event in the ledger is the slice's fencing token.</summary>
public sealed record SliceGranted(string Resource, string Agent, double Seconds, DateTimeOffset EndsAt) : ILedgerEvent;

/// <summary>Nobody waits: it may go on.</summary>
public sealed record SliceRenewed(string Resource, long Token, DateTimeOffset EndsAt) : ILedgerEvent;

/// <summary>For a time nobody could hear its holder: a server starts again, or another one goes on. It has its full length once more, whoever waits.</summary>
public sealed record SliceExtended(string Resource, long Token, DateTimeOffset EndsAt) : ILedgerEvent;

public sealed record SliceEnded(string Resource, long Token, string Agent, SliceEnding How) : ILedgerEvent;
