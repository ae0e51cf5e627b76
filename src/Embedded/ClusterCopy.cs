using System.Globalization;
using Npgsql;

namespace Weft.Embedded;

/// <summary>
/// A copy of the running cluster's files, for server packages without pg_dump. PostgreSQL's backup mode makes a copy taken
/// under load consistent: with the log written meanwhile it starts as after a crash. To go back, put the copy in the
/// cluster's place.
/// </summary>
internal static class ClusterCopy
{
    // Belongs to the running process, or is rebuilt at the start; the log is copied at the end, from where it is needed.
    private static readonly string[] NotCopied =
        ["pg_dynshmem", "pg_notify", "pg_replslot", "pg_serial", "pg_snapshots", "pg_stat_tmp", "pg_subtrans", "pg_wal", "postmaster.opts", "postmaster.pid"];

    public static async Task MakeAsync(NpgsqlConnectionStringBuilder to, string cluster, string copy, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(to.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(ct);

        // The slot keeps the log until this session ends; backup mode ends with the session too.
        await AskAsync(connection, "select pg_create_physical_replication_slot('weft_backup', true, true)::text", ct);
        var first = await AskAsync(connection, "select pg_walfile_name(pg_backup_start('weft', true))", ct);
        CopyFiles(cluster, copy);
        var (last, label) = await EndAsync(connection, ct);
        await File.WriteAllTextAsync(Path.Combine(copy, "backup_label"), label, ct);
        CopyLog(cluster, copy, first, last);
    }

    private static async Task<(string Last, string Label)> EndAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select pg_walfile_name(lsn), labelfile from pg_backup_stop(false)", connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return (row.GetString(0), row.GetString(1));
    }

    private static async Task<string> AskAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }

    private static void CopyFiles(string from, string to)
    {
        OwnerOnly.CreateFolder(to);
        foreach (var empty in NotCopied.Where(name => Directory.Exists(Path.Combine(from, name))))
        {
            OwnerOnly.CreateFolder(Path.Combine(to, empty));
        }

        foreach (var entry in Directory.EnumerateFileSystemEntries(from).Where(entry => !NotCopied.Contains(Path.GetFileName(entry))))
        {
            CopyEntry(entry, Path.Combine(to, Path.GetFileName(entry)));
        }
    }

    private static void CopyEntry(string from, string to)
    {
        if (!Directory.Exists(from))
        {
            CopyUnlessGone(from, to);
            return;
        }

        OwnerOnly.CreateFolder(to);
        foreach (var entry in Directory.EnumerateFileSystemEntries(from))
        {
            CopyEntry(entry, Path.Combine(to, Path.GetFileName(entry)));
        }
    }

    // A table may be dropped meanwhile; the log knows about it.
    private static void CopyUnlessGone(string from, string to)
    {
        try
        {
            CopyToDisk(from, to);
        }
        catch (FileNotFoundException)
        {
        }
    }

    private static void CopyLog(string cluster, string copy, string first, string last)
    {
        var segments = Directory.GetFiles(Path.Combine(cluster, "pg_wal"))
            .Select(file => Path.GetFileName(file))
            .Where(name => name.Length == 24 && string.CompareOrdinal(name, first) >= 0 && string.CompareOrdinal(name, last) <= 0)
            .ToArray();
        if (!segments.Contains(first) || !segments.Contains(last))
        {
            throw new EmbeddedPostgresException(
                string.Create(CultureInfo.InvariantCulture, $"The backup failed: PostgreSQL's log from {first} to {last} is not there any more."));
        }

        foreach (var name in segments)
        {
            CopyToDisk(Path.Combine(cluster, "pg_wal", name), Path.Combine(copy, "pg_wal", name));
        }
    }

    private static void CopyToDisk(string from, string to)
    {
        using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var target = OwnerOnly.OpenFile(to, FileMode.CreateNew);
        source.CopyTo(target);
        target.Flush(flushToDisk: true);
    }
}
