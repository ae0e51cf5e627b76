namespace Weft.Contracts;

/// <summary>What a holder reported while it worked. Telemetry, not history: dropped after some days.</summary>
public sealed record OutputEntry(DateTimeOffset At, long Token, double? Percent, string? Message, string? Output, long? CpuMs, long? MemoryBytes);
