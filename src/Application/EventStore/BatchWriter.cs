using Marten;
using Npgsql;
using NpgsqlTypes;
using Weft.Application.Coordination;

namespace Weft.Application.EventStore;

/// <summary>Everything a mailbox decided together, to be stored in one transaction or not at all.</summary>
/// <param name="Epoch">of the ownership under which it was decided</param>
/// <param name="IsNew">no key of its receipts was used before: its owner knows all that were</param>
/// <param name="Session">in which it is stored without waiting for the disk: the <see cref="Flusher"/> makes sure of it before anybody is told; 0: it waits</param>
/// <param name="After">position that the store must still have, since this batch was decided on what was stored so; 0 for none</param>
internal sealed record Batch(
    string Workspace, long Epoch, IReadOnlyList<Entry> Events, IReadOnlyList<Receipt> Receipts, bool IsNew = false, long Session = 0, long After = 0)
{
    public bool IsDeferred => Session > 0;
}

/// <param name="Answer">the outcome's answer as JSON, in UTF-8</param>
internal sealed record Receipt(string Actor, string Key, string BodyHash, byte[] Answer);

/// <summary>The only writer of events. The guard (epoch, receipts, the versions of all streams) and the rows go in one statement, which is
/// one transaction: whoever loses, loses before anything is appended, and burns no sequence number.</summary>
internal sealed class BatchWriter(IDocumentStore store, NpgsqlDataSource database)
{
    private const NpgsqlDbType Texts = NpgsqlDbType.Array | NpgsqlDbType.Text;
    private const NpgsqlDbType Longs = NpgsqlDbType.Array | NpgsqlDbType.Bigint;
    private const NpgsqlDbType Ints = NpgsqlDbType.Array | NpgsqlDbType.Integer;
    private const NpgsqlDbType Jsons = NpgsqlDbType.Array | NpgsqlDbType.Jsonb;
    private readonly TypeNames _names = new(store);
    private readonly RecentEvents? _recent = (store as WeftStore)?.Recent;

    /// <summary>Returns the global sequence of the last event.</summary>
    public async Task<long> CommitAsync(Batch batch, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"select {MartenSetup.Schema}.weft_append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)");
        var p = command.Parameters;
        p.AddWithValue(batch.Workspace);
        p.AddWithValue(batch.Epoch);
        p.AddWithValue(!batch.IsNew && batch.Receipts.Count > 0);
        p.AddWithValue(Texts, Column(batch.Receipts, r => r.Actor));
        p.AddWithValue(Texts, Column(batch.Receipts, r => r.Key));
        p.AddWithValue(Texts, Column(batch.Receipts, r => r.BodyHash));
        p.AddWithValue(Texts, Column(batch.Receipts, r => r.Answer));
        var events = Fill(p, batch);
        var generation = _recent?.Generation ?? 0;
        p.AddWithValue(batch.IsDeferred);
        p.AddWithValue(batch.After);
        try
        {
            var ends = (long[])(await command.ExecuteScalarAsync(cancellation))!;
            Remember(batch.Workspace, generation, events, ends[0], ends[1]);
            return ends[1];
        }
        catch (Exception error) when (error is not PostgresException { SqlState: ['W', 'F', ..] })
        {
            _recent?.Forget();
            throw;
        }
    }

    /// <summary>Numbers are drawn one by one: between those of a batch may be another's.</summary>
    private void Remember(string workspace, long generation, Entry[] events, long first, long last)
    {
        if (last - first + 1 == events.Length)
        {
            _recent?.Add(workspace, generation, first, events);
        }
    }

    /// <summary>Where a batch whose commit was not answered ends in the store; null: nothing of it is there. All of it is, or nothing.</summary>
    public async Task<long?> StoredAtAsync(Batch batch, CancellationToken cancellation)
    {
        if (batch.Events.Count == 0)
        {
            return null;
        }

        var last = batch.Events.Select(e => e.Emitted).OrderBy(e => e.Key, StringComparer.Ordinal).ThenBy(e => e.Stamp.Version).Last();
        await using var session = store.QuerySession(batch.Workspace);
        var events = await session.Events.FetchStreamAsync(last.Key, version: last.Stamp.Version, fromVersion: last.Stamp.Version, token: cancellation);
        return events.FirstOrDefault(e => e.Id == last.Id)?.Sequence;
    }

    /// <returns>The events in the order in which they are stored.</returns>
    private Entry[] Fill(NpgsqlParameterCollection p, Batch batch)
    {
        var (events, streams, firsts, counts) = BatchOrder.Of(batch.Events);
        p.AddWithValue(Texts, Column(firsts, e => e.Key));
        p.AddWithValue(Longs, Column(firsts, e => e.Stamp.Version - 1));
        p.AddWithValue(Ints, counts);
        p.AddWithValue(Ints, streams);
        p.AddWithValue(Longs, Column(events, e => e.Emitted.Stamp.Version));
        p.AddWithValue(NpgsqlDbType.Array | NpgsqlDbType.Uuid, Column(events, e => e.Emitted.Id));
        p.AddWithValue(Texts, Column(events, e => _names.Of(e.Emitted.Event).Stored));
        p.AddWithValue(Texts, Column(events, e => _names.Of(e.Emitted.Event).Clr));
        p.AddWithValue(Jsons, Column(events, e => e.Body));
        p.AddWithValue(Jsons, Column(events, e => e.Headers));
        p.AddWithValue(NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, Column(events, e => e.Emitted.Stamp.At));
        p.AddWithValue(Texts, Column(events, e => e.Sender.Correlation));
        p.AddWithValue(Texts, Column(events, e => e.Sender.Causation));
        return events;
    }

    private static TValue[] Column<TRow, TValue>(IReadOnlyList<TRow> rows, Func<TRow, TValue> value)
    {
        var column = new TValue[rows.Count];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = value(rows[i]);
        }

        return column;
    }
}
