using System.Text.Json;
using JasperFx.Events;
using Marten;
using Weft.Application.Coordination;

namespace Weft.Application.EventStore;

/// <summary>Everything a mailbox decided together, to be stored in one transaction or not at all.</summary>
/// <param name="Epoch">of the ownership under which it was decided</param>
internal sealed record Batch(string Workspace, long Epoch, int Policy, IReadOnlyList<(Sender Sender, Emitted Emitted)> Events, IReadOnlyList<Receipt> Receipts);

/// <param name="Answer">the outcome's answer as JSON</param>
internal sealed record Receipt(string Actor, string Key, string BodyHash, string Answer);

/// <summary>The only writer of events. First the guard (epoch and receipts), then the appends with the version that each stream must have.</summary>
internal sealed class BatchWriter(IDocumentStore store)
{
    /// <summary>Returns the global sequence of the last event.</summary>
    public async Task<long> CommitAsync(Batch batch, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession(batch.Workspace);
        session.QueueSqlCommand($"select {MartenSetup.Schema}.weft_guard(?, ?, ?, ?, ?, ?)",
            batch.Workspace, batch.Epoch,
            batch.Receipts.Select(r => r.Actor).ToArray(), batch.Receipts.Select(r => r.Key).ToArray(),
            batch.Receipts.Select(r => r.BodyHash).ToArray(), batch.Receipts.Select(r => r.Answer).ToArray());
        var last = 0L;
        var appended = new List<IEvent>(batch.Events.Count);
        foreach (var stream in batch.Events.GroupBy(e => e.Emitted.Key, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var events = stream.OrderBy(e => e.Emitted.Stamp.Version).Select(e => Wrap(session, e.Sender, e.Emitted, batch.Policy)).ToArray();
            var first = stream.Min(e => e.Emitted.Stamp.Version);
            if (first == 1)
            {
                session.Events.StartStream(stream.Key, events);
            }
            else
            {
                session.Events.Append(stream.Key, first + events.Length - 1, events);
            }

            appended.AddRange(events.Cast<IEvent>());
        }

        await session.SaveChangesAsync(cancellation);
        foreach (var happened in appended)
        {
            last = Math.Max(last, happened.Sequence);
        }

        return last;
    }

    /// <summary>Whether a batch whose commit was not answered is stored: all of it is, or nothing.</summary>
    public async Task<bool> IsStoredAsync(Batch batch, CancellationToken cancellation)
    {
        if (batch.Events.Count == 0)
        {
            return false;
        }

        var (_, first) = batch.Events[0];
        await using var session = store.QuerySession(batch.Workspace);
        var events = await session.Events.FetchStreamAsync(first.Key, version: first.Stamp.Version, fromVersion: first.Stamp.Version, token: cancellation);
        return events.Any(e => e.Id == first.Id);
    }

    public static string ToJson(object? answer) => JsonSerializer.Serialize(answer, answer?.GetType() ?? typeof(object), Json.Options);

    private static object Wrap(IDocumentSession session, Sender sender, Emitted emitted, int policy)
    {
        var happened = session.Events.BuildEvent(emitted.Event);
        happened.Id = emitted.Id;
        happened.Timestamp = emitted.Stamp.At;
        happened.CorrelationId = sender.Correlation;
        happened.CausationId = sender.Causation;
        Headers.Write(happened, sender.Actor.Name, emitted.Stamp.Dot, emitted.Deps, policy);
        return happened;
    }
}
