using System.Globalization;
using Npgsql;

namespace Weft.Embedded;

/// <summary>Whether a database keeps what it has confirmed. Asked of every database, since Weft also uses other people's.</summary>
public static class DurabilityCheck
{
    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["fsync"] = "what was committed may be lost or unreadable after the machine stops",
        ["full_page_writes"] = "a page half written when the machine stops cannot be repaired",
        ["synchronous_commit"] = "the last commits, though confirmed to their agents, are lost when the server stops",
    };

    public static async Task<DurabilityReport> ReadAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            """
            select current_setting('server_version_num'), current_setting('fsync'), current_setting('full_page_writes'),
                   current_setting('synchronous_commit')
            """);
        command.CommandTimeout = 10;
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        var version = int.Parse(row.GetString(0), CultureInfo.InvariantCulture);
        UnsafeSetting[] settings = [.. Reasons.Keys.Select((name, index) => new UnsafeSetting(name, row.GetString(index + 1), Reasons[name]))];
        return new DurabilityReport(version, [.. settings.Where(setting => setting.Value == "off")]);
    }
}

/// <param name="ServerVersion">As PostgreSQL counts: 150018 is 15.18.</param>
public sealed record DurabilityReport(int ServerVersion, IReadOnlyList<UnsafeSetting> Unsafe)
{
    public bool PostgresTooOld => ServerVersion < PostgresBinaries.OldestMajor * 10_000;

    /// <summary>What speaks against using this database, a sentence each; empty when nothing does.</summary>
    public IReadOnlyList<string> Objections =>
    [
        .. PostgresTooOld
            ? [FormattableString.Invariant($"This is PostgreSQL {ServerVersion / 10_000}; Weft needs {PostgresBinaries.OldestMajor} or newer.")]
            : Array.Empty<string>(),
        .. Unsafe.Select(setting => setting.ToString()),
    ];
}

public sealed record UnsafeSetting(string Name, string Value, string Why)
{
    public override string ToString() => $"{Name} is {Value}: {Why}.";
}
