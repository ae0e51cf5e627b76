using System.Text.Json;
using JasperFx.Events;
using Marten;
using Marten.Services;
using Npgsql;
using NpgsqlTypes;
using Weft.Application.Coordination;

namespace Weft.Application.EventStore;

/// <summary>Everything a mailbox decided together, to be stored in one transaction or not at all.</summary>
/// <param name="Epoch">of the ownership under which it was decided</param>
internal sealed record Batch(string Workspace, long Epoch, int Policy, IReadOnlyList<(Sender Sender, Emitted Emitted)> Events, IReadOnlyList<Receipt> Receipts);

/// <param name="Answer">the outcome's answer as JSON</param>
internal sealed record Receipt(string Actor, string Key, string BodyHash, string Answer);

/// <summary>The only writer of events. First the guard (epoch, receipts, the versions of all streams), then the appends: whoever loses,
/// loses before anything is appended, and burns no sequence number.</summary>
internal sealed class BatchWriter(IDocumentStore store, NpgsqlDataSource database)
{
    /// <summary>Returns the global sequence of the last event.</summary>
    public async Task<long> CommitAsync(Batch batch, CancellationToken cancellation)
    {
        var streams = batch.Events.GroupBy(e => e.Emitted.Key, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new Appended(g.Key, [.. g.OrderBy(e => e.Emitted.Stamp.Version)])).ToList();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await GuardAsync(connection, batch, streams, cancellation);
        var last = streams.Count == 0 ? 0 : await AppendAsync(transaction, batch, streams, cancellation);
        await transaction.CommitAsync(cancellation);
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

    private static async Task GuardAsync(NpgsqlConnection connection, Batch batch, List<Appended> streams, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select {MartenSetup.Schema}.weft_guard($1, $2, $3, $4, $5, $6, $7, $8)", connection);
        command.Parameters.AddWithValue(batch.Workspace);
        command.Parameters.AddWithValue(batch.Epoch);
        foreach (var texts in (IEnumerable<IEnumerable<string>>)[
            batch.Receipts.Select(r => r.Actor), batch.Receipts.Select(r => r.Key), batch.Receipts.Select(r => r.BodyHash),
            batch.Receipts.Select(r => r.Answer), streams.Select(s => s.Key)])
        {
            command.Parameters.AddWithValue(NpgsqlDbType.Array | NpgsqlDbType.Text, texts.ToArray());
        }

        command.Parameters.AddWithValue(NpgsqlDbType.Array | NpgsqlDbType.Bigint, streams.Select(s => s.Before).ToArray());
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<long> AppendAsync(NpgsqlTransaction transaction, Batch batch, List<Appended> streams, CancellationToken cancellation)
    {
        var options = SessionOptions.ForTransaction(transaction);
        options.TenantId = batch.Workspace;
        options.Tracking = DocumentTracking.None;
        await using var session = store.OpenSession(options);
        var appended = new List<IEvent>(batch.Events.Count);
        foreach (var stream in streams)
        {
            var events = stream.Events.Select(e => Wrap(session, e.Sender, e.Emitted, batch.Policy)).ToArray();
            if (stream.Before == 0)
            {
                session.Events.StartStream(stream.Key, events);
            }
            else
            {
                session.Events.Append(stream.Key, stream.Before + events.Length, events);
            }

            appended.AddRange(events.Cast<IEvent>());
        }

        await session.SaveChangesAsync(cancellation);
        return appended.Max(e => e.Sequence);
    }

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

    private sealed record Appended(string Key, (Sender Sender, Emitted Emitted)[] Events)
    {
        /// <summary>The version that the stream must have before.</summary>
        public long Before => Events[0].Emitted.Stamp.Version - 1;
    }
}
