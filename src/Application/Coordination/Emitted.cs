using System.Collections.Immutable;
using Weft.Application.EventStore;
using Weft.Domain.Causality;

namespace Weft.Application.Coordination;

/// <summary>A stream as it stands in memory: version 0 and no state before its first event.</summary>
public readonly record struct StreamState(long Version, object? State);

/// <summary>An event decided but not yet stored.</summary>
/// <param name="Id">of the stored event: tells after an unanswered commit whether it happened</param>
internal sealed record Emitted(StreamKind Kind, string Key, object Event, Stamp Stamp, ImmutableArray<Dot> Deps, Guid Id);
