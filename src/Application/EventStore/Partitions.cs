using System.Globalization;
using Npgsql;

namespace Weft.Application.EventStore;

/// <summary>Tables of what is kept for a while are cut by time: what is too old goes by dropping its part, never by deleting rows.</summary>
/// <param name="Days">how many days one part holds</param>
public sealed record DatedTable(string Name, int Days)
{
    /// <summary>Receipts are looked up in every part at each batch: a week each keeps the parts few.</summary>
    public static DatedTable Receipts { get; } = new("weft_receipts", 7);

    public static DatedTable Telemetry { get; } = new("weft_telemetry", 1);
}

public sealed class Partitions(NpgsqlDataSource database, TimeProvider time)
{
    private const string Format = "yyyyMMdd";
    private static readonly DateTime Monday = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Makes this part and the next, drops what ended more than <paramref name="keepDays"/> ago. Returns the names dropped.</summary>
    public async Task<IReadOnlyList<string>> RollAsync(DatedTable table, int keepDays, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var first = Monday.AddDays(Math.Floor((now - Monday).TotalDays / table.Days) * table.Days);
        await AddAsync(table, first, cancellation);
        await AddAsync(table, first.AddDays(table.Days), cancellation);
        var old = new List<string>();
        foreach (var name in await ListAsync(table, cancellation))
        {
            if (DateTime.TryParseExact(name[(table.Name.Length + 1)..], Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var from)
                && from.AddDays(table.Days + keepDays) <= now)
            {
                await RunAsync($"drop table if exists {MartenSetup.Schema}.{name}", cancellation);
                old.Add(name);
            }
        }

        return old;
    }

    /// <summary>Rows that came while no part was ready for them lie in the default part; they are few, and go by age.</summary>
    private async Task AddAsync(DatedTable table, DateTime from, CancellationToken cancellation)
    {
        var (name, to) = ($"{table.Name}_{from.ToString(Format, CultureInfo.InvariantCulture)}", from.AddDays(table.Days));
        var schema = MartenSetup.Schema;
        await RunAsync(
            $"""
            do $$ begin
                if to_regclass('{schema}.{name}') is null then
                    perform pg_advisory_xact_lock(715264);
                    create table if not exists {schema}.{name} (like {schema}.{table.Name} including defaults);
                    with moved as (delete from {schema}.{table.Name}_default where at >= '{from:O}' and at < '{to:O}' returning *)
                    insert into {schema}.{name} select * from moved;
                    alter table {schema}.{table.Name} attach partition {schema}.{name} for values from ('{from:O}') to ('{to:O}');
                end if;
            end $$
            """,
            cancellation);
    }

    private async Task<List<string>> ListAsync(DatedTable table, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = to_regclass($1) order by 1");
        command.Parameters.AddWithValue($"{MartenSetup.Schema}.{table.Name}");
        var names = new List<string>();
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            names.Add(rows.GetString(0));
        }

        return names;
    }

    private async Task RunAsync(string sql, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 60;
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
