namespace Weft.Contracts;

/// <summary>A refusal (RFC 9457). <c>Type</c> is <c>urn:weft:problem:&lt;code&gt;</c> and stable; the other members say who holds what and what to do.</summary>
public sealed record ProblemBody(string Type, string Title, int Status, string Detail, IReadOnlyDictionary<string, object?>? Facts = null);

public static class ProblemTypes
{
    public const string Prefix = "urn:weft:problem:";

    public static string Of(string code) => Prefix + code;
}

/// <summary>Names of headers.</summary>
public static class WeftHeaders
{
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary>Position (global sequence) of the command's last event; pass it to queries as <c>waitFor</c>.</summary>
    public const string Position = "Weft-Position";

    /// <summary>On a command that a server hands over to the workspace's owner: who hands it over. It is handed over once only.</summary>
    public const string ForwardedBy = "Weft-Forwarded-By";

    /// <summary>On a query's answer: the position that it reflects.</summary>
    public const string Reflects = "Weft-Reflects";

    /// <summary>Dots that must be known before the command is applied, separated by spaces.</summary>
    public const string DependsOn = "Weft-Depends-On";

    /// <summary><c>true</c> when a receipt answered.</summary>
    public const string Replayed = "Idempotency-Replayed";

    public const string IfMatch = "If-Match";

    public const string Correlation = "Weft-Correlation";
}
