namespace Weft.Benchmarks.Faults;

public enum ViolationKind
{
    /// <summary>A client was told that it is done, and it is not in the log.</summary>
    LostEffect,

    /// <summary>It is in the log, but after the position that the client was told.</summary>
    LateEffect,

    /// <summary>A client was told that it is refused, and it is in the log.</summary>
    RefusedEffect,

    DuplicateEffect,
    StaleWrite,

    /// <summary>A hole or a repeat in the versions of a stream, or an order that is not that of the log.</summary>
    BrokenVersions,

    LostTask,
    ReceiptWithoutEffect,
    ReceiptTwice,

    /// <summary>A client was told that it is done, and a repeat would do it again.</summary>
    ReceiptMissing,
}

public sealed record Violation(ViolationKind Kind, string Where, string What)
{
    public override string ToString() => $"{Kind} in {Where}: {What}";
}
