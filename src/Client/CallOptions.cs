namespace Weft.Client;

/// <summary>What a caller may say about one command.</summary>
/// <param name="IdempotencyKey">null: a new one; give the same again to repeat a command whose answer was not heard</param>
/// <param name="IfMatch">the version that the caller saw; null for any</param>
/// <param name="DependsOn">dots that must be known before the command is applied</param>
public sealed record CallOptions(string? IdempotencyKey = null, long? IfMatch = null, IReadOnlyList<string>? DependsOn = null, string? Correlation = null);
