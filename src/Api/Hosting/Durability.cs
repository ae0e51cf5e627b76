using Npgsql;

namespace Weft.Api.Hosting;

/// <summary>The database may lose what it has confirmed, or is too old.</summary>
public sealed class UnsafeDatabaseException(string reasons)
    : Exception($"This database is not safe to use: {reasons} Change the setting, or start with --allow-unsafe to accept the loss.");

internal static class Durability
{
    private const int OldestVersion = 150_000;
    private static readonly string[] Settings = ["fsync", "full_page_writes", "synchronous_commit"];

    public static async Task CheckAsync(NpgsqlDataSource database, bool allowUnsafe, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "select current_setting('server_version_num')::int, current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit')");
        command.CommandTimeout = 10;
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        if (row.GetInt32(0) < OldestVersion)
        {
            throw new UnsafeDatabaseException(FormattableString.Invariant($"PostgreSQL {row.GetInt32(0) / 10_000} is older than 15."));
        }

        var off = Settings.Where((_, index) => row.GetString(index + 1) == "off").ToList();
        if (off.Count > 0 && !allowUnsafe)
        {
            throw new UnsafeDatabaseException($"{string.Join(" and ", off)} {(off.Count == 1 ? "is" : "are")} off, so confirmed work can be lost.");
        }
    }
}
