namespace Weft.Contracts;

/// <summary>One page of a list.</summary>
/// <param name="Next">cursor of the next page, null on the last one</param>
/// <param name="Position">the position that the list reflects</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next, long Position);

/// <summary>An event as history shows it.</summary>
/// <param name="Position">global sequence</param>
public sealed record HistoryEvent(
    long Position, string Stream, long Version, string Type, DateTimeOffset At, string? Actor, string? Correlation, string? Causation,
    string? Dot, IReadOnlyList<string> DependsOn, int Policy, System.Text.Json.JsonElement Data);

/// <summary>The state of an aggregate as of a version.</summary>
public sealed record StateAt(string Stream, long Version, DateTimeOffset? At, System.Text.Json.JsonElement State);
