using System.Data;
using System.Text;
using Marten;
using Marten.Services;
using Npgsql;

namespace Weft.Projections;

/// <summary>One moment of a workspace's read models: everything read through it, and the position it reflects, are of the same moment.</summary>
public sealed class Snapshot : IAsyncDisposable
{
    /// <summary>A page is at most this long, whatever its limit.</summary>
    private const int MaxPageBytes = 1024 * 1024;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly IDocumentStore _store;

    private Snapshot(IDocumentStore store, string workspace, NpgsqlConnection connection, NpgsqlTransaction transaction, IQuerySession session, IReadOnlyDictionary<string, long> progress, long position)
    {
        (_store, Workspace, _connection, _transaction, Session) = (store, workspace, connection, transaction, session);
        (Progress, Position) = (progress, position);
    }

    public string Workspace { get; }

    public IQuerySession Session { get; }

    /// <summary>How far each read model has come.</summary>
    public IReadOnlyDictionary<string, long> Progress { get; }

    /// <summary>What the read models that were asked for reflect: all events up to here.</summary>
    public long Position { get; }

    public static async Task<Snapshot> OpenAsync(IDocumentStore store, NpgsqlDataSource database, string workspace, IReadOnlyCollection<string> readModels, CancellationToken cancellation)
    {
        var connection = await database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        try
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation).ConfigureAwait(false);
            var progress = await Projections.Progress.ReadAsync(store, connection, cancellation).ConfigureAwait(false);
            var options = SessionOptions.ForTransaction(transaction, true);
            options.TenantId = workspace;
            return new(store, workspace, connection, transaction, store.QuerySession(options), progress, Projections.Progress.Of(progress, readModels));
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A page of rows in the order of their ids.</summary>
    /// <param name="alias">the table's name behind <c>mt_doc_</c></param>
    /// <param name="where">a further condition on its columns; its parameters begin at $2</param>
    /// <param name="after">the id of the last row of the page before</param>
    public async Task<(List<T> Rows, string? Next)> PageAsync<T>(
        string alias, string where, object[] arguments, string? after, int limit, bool newestFirst, CancellationToken cancellation)
        where T : class, IRow
    {
        var sql = new StringBuilder($"select data from {_store.Options.DatabaseSchemaName}.mt_doc_{alias} where tenant_id = $1 and {where}");
        if (after is not null)
        {
            sql.Append($" and id {(newestFirst ? '<' : '>')} ${arguments.Length + 2}");
        }

        sql.Append($" order by id{(newestFirst ? " desc" : "")} limit {limit + 1}");
        await using var command = Command(sql.ToString(), [.. arguments, .. after is null ? (object[])[] : [after]]);
        var (rows, bytes) = (new List<T>(), 0);
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            var text = reader.GetString(0);
            bytes += text.Length;
            if (rows.Count == limit || (rows.Count > 0 && bytes > MaxPageBytes))
            {
                return (rows, rows[^1].Id);
            }

            rows.Add(_store.Options.Serializer().FromJson<T>(new MemoryStream(Encoding.UTF8.GetBytes(text))));
        }

        return (rows, null);
    }

    /// <summary>Version of the last event of these types about a task, null when there is none. Reads the one stream, newest first.</summary>
    public async Task<long?> LastEventAsync(string stream, string[] types, string task, long upTo, CancellationToken cancellation)
    {
        await using var command = Command(
            $"select version from {Events} where tenant_id = $1 and stream_id = $2 and type = any($3) and data ->> 'task' = $4 and version <= $5 order by version desc limit 1",
            stream, types, task, upTo);
        return (long?)await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The last event of that type in a stream before a position, null when there is none.</summary>
    public async Task<object?> LastEventAsync(string stream, string type, CancellationToken cancellation, long before = long.MaxValue)
    {
        await using var command = Command(
            $"select version from {Events} where tenant_id = $1 and stream_id = $2 and type = $3 and seq_id < $4 order by version desc limit 1", stream, type, before);
        return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is long version
            ? (await Session.Events.FetchStreamAsync(stream, version: version, fromVersion: version, token: cancellation).ConfigureAwait(false)).SingleOrDefault()?.Data
            : null;
    }

    /// <summary>The table of the events.</summary>
    internal string Events => $"{_store.Options.DatabaseSchemaName}.mt_events";

    /// <summary>The table of the rows of agents.</summary>
    internal string Agents => $"{_store.Options.DatabaseSchemaName}.mt_doc_agent_row";

    /// <summary>A statement of this moment. Its first parameter is the workspace.</summary>
    internal NpgsqlCommand Command(string sql, params ReadOnlySpan<object> arguments)
    {
        var command = new NpgsqlCommand(sql, _connection, _transaction);
        command.Parameters.AddWithValue(Workspace);
        foreach (var argument in arguments)
        {
            command.Parameters.AddWithValue(argument);
        }

        return command;
    }

    public async ValueTask DisposeAsync()
    {
        await Session.DisposeAsync().ConfigureAwait(false);
        await _transaction.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }
}
