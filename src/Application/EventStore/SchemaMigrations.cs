using Marten;
using Npgsql;

namespace Weft.Application.EventStore;

/// <summary>The database belongs to a newer server than this one.</summary>
public sealed class SchemaTooNewException(int found, int known)
    : Exception($"The database has schema version {found}; this server knows up to {known}. Run the newer server, or restore the backup taken before the upgrade.");

/// <summary>The database has to be upgraded first.</summary>
public sealed class SchemaTooOldException(int found, int known)
    : Exception($"The database has schema version {found}; this server needs {known}. Run 'weft schema apply' (it takes a backup of an embedded database first).");

/// <summary>Versioned schema: Marten's own objects and the numbered scripts beside this file. Raise <see cref="Current"/> whenever
/// a table or script changes; rows that come out otherwise are a matter of their read model's own version.</summary>
public static class SchemaMigrations
{
    public const int Current = 10;

    public static async Task<int> VersionAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var exists = database.CreateCommand("select to_regclass('weft.weft_schema') is not null");
        if (await exists.ExecuteScalarAsync(cancellation) is not true)
        {
            return 0;
        }

        await using var version = database.CreateCommand("select coalesce(max(version), 0) from weft.weft_schema");
        return Convert.ToInt32(await version.ExecuteScalarAsync(cancellation), System.Globalization.CultureInfo.InvariantCulture);
    }

    public static async Task CheckAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        var found = await VersionAsync(database, cancellation);
        if (found > Current)
        {
            throw new SchemaTooNewException(found, Current);
        }

        if (found < Current)
        {
            throw new SchemaTooOldException(found, Current);
        }
    }

    /// <summary>Safe to run again and by two at once (an advisory lock).</summary>
    public static async Task ApplyAsync(IDocumentStore store, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var found = await VersionAsync(database, cancellation);
        if (found > Current)
        {
            throw new SchemaTooNewException(found, Current);
        }

        if (found == Current)
        {
            return;
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        await RunAsync(connection, "select pg_advisory_lock(715263)", cancellation);
        await RunAsync(connection, "create schema if not exists weft; create table if not exists weft.weft_schema (version int primary key, applied_at timestamptz not null default now())", cancellation);
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        for (var version = 1; version <= Current; version++)
        {
            await RunAsync(connection, Script(version), cancellation);
        }

        await RunAsync(connection, $"insert into weft.weft_schema (version) values ({Current}) on conflict do nothing", cancellation);
        await RunAsync(connection, "select pg_advisory_unlock(715263)", cancellation);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static string Script(int version)
    {
        using var stream = typeof(SchemaMigrations).Assembly.GetManifestResourceStream($"Weft.Application.EventStore.Schema.{version:000}.sql")
            ?? throw new InvalidOperationException($"Schema script {version} is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
