using Weft.Application.EventStore;

namespace Weft.Application.Coordination;

/// <summary>A batch on its way to the store.</summary>
/// <param name="Letters">everybody who came to it, also those who go on waiting</param>
/// <param name="Batch">null when there is nothing to store</param>
/// <param name="Stored">the position reached</param>
/// <param name="Upkeep">what is to be done after it, with the position reached</param>
internal sealed record Flight(IReadOnlyList<Letter> Letters, Decided Decided, Batch? Batch, Task<long> Stored, Action<long> Upkeep)
{
    /// <summary>The position that it reached, once it has landed.</summary>
    public long Position { get; init; }
}
