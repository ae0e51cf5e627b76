using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Weft.Embedded;

namespace Weft.Benchmarks.Rigs;

/// <summary>An embedded PostgreSQL as the product starts it (fsync on), in a temporary folder unless one is given, which is kept.</summary>
public sealed class BenchDatabase : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly string? _temporary;
    private readonly EmbeddedPostgres _postgres;
    private readonly NpgsqlDataSource _admin;

    private BenchDatabase(string? temporary, EmbeddedPostgres postgres)
    {
        (_temporary, _postgres) = (temporary, postgres);
        _admin = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Database = "postgres", ApplicationName = "bench" }.ConnectionString);
    }

    public string Version => _postgres.Version;

    /// <param name="settings">beside those of the product</param>
    public static async Task<BenchDatabase> StartAsync(CancellationToken cancellation, string? folder = null, IReadOnlyDictionary<string, string>? settings = null)
    {
        var temporary = folder is null ? Directory.CreateTempSubdirectory("weft-bench-").FullName : null;
        var options = new EmbeddedPostgresOptions { DataDir = (folder ?? temporary)!, Settings = settings ?? new Dictionary<string, string>() };
        return new BenchDatabase(temporary, await EmbeddedPostgres.StartAsync(options, cancellation));
    }

    public async Task<string> CreateAsync(string name)
    {
        await using var command = _admin.CreateCommand($"create database {name}");
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    public async Task<bool> HasAsync(string name) => await NumberAsync($"select count(*) from pg_database where datname = '{name}'") > 0;

    public string ConnectionString(string name) => new NpgsqlConnectionStringBuilder(_postgres.ConnectionString) { Database = name }.ConnectionString;

    /// <summary>Transactions of a database. A session tells of its last ones when it ends, so this waits until all are gone.</summary>
    /// <param name="close">closes those of an engine that goes on; called again for what it opened meanwhile, such as to save a snapshot</param>
    public async Task<long> TransactionsAsync(string database, Action? close = null)
    {
        close?.Invoke();
        for (var waited = Stopwatch.StartNew(); await NumberAsync($"select count(*) from pg_stat_activity where datname = '{database}' and backend_type = 'client backend'") > 0;)
        {
            if (waited.Elapsed > Patience)
            {
                throw new InvalidOperationException($"somebody still has a session in {database}: its transactions cannot be counted");
            }

            await Task.Delay(20);
            close?.Invoke();
        }

        return await NumberAsync($"select xact_commit from pg_stat_database where datname = '{database}'");
    }

    /// <summary>Bytes of write-ahead log since the server was made.</summary>
    public Task<long> WalBytesAsync() => NumberAsync("select (pg_current_wal_lsn() - '0/0')::bigint");

    public async Task ExecuteAsync(string sql, string database)
    {
        await using var other = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionString(database)) { Pooling = false, CommandTimeout = 600 }.ConnectionString);
        await using var command = other.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<long> NumberAsync(string sql, string? database = null)
    {
        await using var other = database is null ? null
            : NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_postgres.ConnectionString) { Database = database, Pooling = false }.ConnectionString);
        await using var command = (other ?? _admin).CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        await _admin.DisposeAsync();
        await _postgres.DisposeAsync();
        if (_temporary is not null)
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }
}
