namespace Weft.Benchmarks.Rigs;

/// <summary>Blocks that the statements of a database touched, in memory or not: those of the operations, and of snapshots and checkpoints that are
/// saved beside them. Where PostgreSQL has no pg_stat_statements, what its cleaner and its catalogue reads touched is in it as well.</summary>
/// <param name="statementsOnly">false: the database's own counter is taken, which counts everybody</param>
public sealed class BlockCounter(BenchDatabase database, bool statementsOnly)
{
    public const string Module = "pg_stat_statements";

    /// <summary>For a server that is to count; the module cannot be loaded later.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["shared_preload_libraries"] = Module,
        [$"{Module}.track_utility"] = "off",
    };

    public bool StatementsOnly => statementsOnly;

    /// <summary>A server that names a module it does not have would not start.</summary>
    public static async Task<bool> IsInstalledAsync(BenchDatabase database) =>
        await database.NumberAsync($"select count(*) from pg_available_extensions where name = '{Module}'") > 0;

    public static async Task<BlockCounter> CreateAsync(BenchDatabase database)
    {
        var loaded = await database.NumberAsync($"select count(*) from pg_settings where name = '{Module}.track'") > 0;
        if (loaded)
        {
            await database.ExecuteAsync($"create extension if not exists {Module}", "postgres");
        }

        return new BlockCounter(database, loaded);
    }

    /// <summary>Once nothing more comes: what is saved in the background is of the operations too.</summary>
    public async Task<long> ReadAsync(string name, CancellationToken cancellation)
    {
        // A session tells the database's counters about a second after it became idle, a statement is counted when it ends.
        var patience = TimeSpan.FromMilliseconds(statementsOnly ? 250 : 1_200);
        var sql = statementsOnly
            ? $"select coalesce(sum(s.shared_blks_hit + s.shared_blks_read), 0)::bigint from {Module} s join pg_database d on d.oid = s.dbid where d.datname = '{name}'"
            : $"select blks_hit + blks_read from pg_stat_database where datname = '{name}'";
        long before;
        var now = -1L;
        do
        {
            before = now;
            await Task.Delay(patience, cancellation);
            now = await database.NumberAsync(sql);
        }
        while (now != before || await IsWorkingAsync(name));
        return now;
    }

    /// <summary>What is read beside the first commands after a start is counted when it ends.</summary>
    private async Task<bool> IsWorkingAsync(string name) =>
        await database.NumberAsync($"select count(*) from pg_stat_activity where datname = '{name}' and state = 'active' and backend_type = 'client backend'") > 0;
}
