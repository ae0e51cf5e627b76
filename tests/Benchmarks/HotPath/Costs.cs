using System.Diagnostics.Metrics;
using Weft.Benchmarks.Rigs;

namespace Weft.Benchmarks.HotPath;

/// <summary>What runs cost from their first command to their last, for each life of a task and each run. This process' share has the load generator inside.</summary>
internal sealed class Costs : IDisposable
{
    private readonly BenchDatabase _database;
    private readonly string _name;
    private readonly MeterListener _npgsql = new();
    private long _roundTrips;
    private Reading _before = null!;

    private Costs(BenchDatabase database, string name)
    {
        (_database, _name) = (database, name);
        _npgsql.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "Npgsql", Name: "db.client.operation.duration" })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _npgsql.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref _roundTrips));
        _npgsql.Start();
    }

    /// <param name="RoundTrips">of this process; statements that are sent together count once</param>
    private sealed record Reading(double Transactions, double WalBytes, double RoundTrips, double AllocatedBytes, double ProcessorMs, double PostgresMs);

    public static async Task<Costs> BeginAsync(BenchDatabase database, string name)
    {
        var costs = new Costs(database, name);
        costs._before = await costs.ReadAsync();
        return costs;
    }

    /// <param name="prefix">of the figures' names</param>
    public async Task AddAsync(Dictionary<string, double> figures, string prefix, long lives, long runs)
    {
        var after = await ReadAsync();
        figures[$"{prefix}_transactions_per_life"] = (after.Transactions - _before.Transactions) / lives;
        figures[$"{prefix}_round_trips_per_life"] = (after.RoundTrips - _before.RoundTrips) / lives;
        figures[$"{prefix}_wal_bytes_per_life"] = (after.WalBytes - _before.WalBytes) / lives;
        figures[$"{prefix}_allocated_bytes_per_life"] = (after.AllocatedBytes - _before.AllocatedBytes) / lives;
        figures[$"{prefix}_processor_ms_per_run"] = (after.ProcessorMs - _before.ProcessorMs) / runs;
        if (after.PostgresMs > 0)
        {
            figures[$"{prefix}_postgres_processor_ms_per_run"] = (after.PostgresMs - _before.PostgresMs) / runs;
        }
    }

    public void Dispose() => _npgsql.Dispose();

    /// <summary>Sessions tell of their transactions within a second: of a run of many seconds little is missed.</summary>
    private async Task<Reading> ReadAsync()
    {
        var (roundTrips, allocated, processor) = (Interlocked.Read(ref _roundTrips), GC.GetTotalAllocatedBytes(), Environment.CpuUsage.TotalTime);
        var postgres = PostgresMs(await _database.NumberAsync("select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::bigint"));
        var transactions = await _database.NumberAsync($"select xact_commit from pg_stat_database where datname = '{_name}'");
        return new Reading(transactions, await _database.WalBytesAsync(), roundTrips, allocated, processor.TotalMilliseconds, postgres);
    }

    /// <summary>Of all its processes, those that have ended too. 0 where /proc does not tell.</summary>
    private static double PostgresMs(long postmaster)
    {
        const double MsOfATick = 10;
        var ticks = 0.0;
        foreach (var folder in Directory.Exists("/proc/self") ? Directory.EnumerateDirectories("/proc") : [])
        {
            // After the name, which may hold spaces: state, parent, …; user and system time are the 14th and 15th field, those of ended children follow.
            if (Stat(folder) is not { } stat)
            {
                continue;
            }

            var isPostmaster = Path.GetFileName(folder) == $"{postmaster}";
            if (isPostmaster || stat[1] == $"{postmaster}")
            {
                ticks += stat[11..(isPostmaster ? 15 : 13)].Sum(double.Parse);
            }
        }

        return ticks * MsOfATick;
    }

    private static string[]? Stat(string folder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
