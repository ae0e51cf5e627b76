using Microsoft.Extensions.Logging;
using Weft.Application.EventStore;

namespace Weft.Application.Coordination;

/// <summary>What a mailbox works with.</summary>
/// <param name="Capacity">letters that may wait; more are refused</param>
/// <param name="MaxKeys">idempotency keys that each mailbox knows; where more were used, they are looked for in the store</param>
internal sealed record MailboxTools(
    BatchWriter Writer, Flusher Flusher, ReceiptReader Receipts, Ownership Ownership, Recovery Recovery, StreamFolder Streams, TimeProvider Time, ILogger Log, string Node, int MaxBatch, int Capacity, int MaxKeys);
