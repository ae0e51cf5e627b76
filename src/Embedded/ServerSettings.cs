using System.Globalization;
using System.Text.RegularExpressions;

namespace Weft.Embedded;

/// <summary>The settings of the server, given on its command line: there they win over every file.</summary>
internal static partial class ServerSettings
{
    // For two cores and a few GB. Durability is PostgreSQL's own default: written down, because someone may look for it.
    private static readonly Dictionary<string, string> Own = new(StringComparer.Ordinal)
    {
        ["listen_addresses"] = "127.0.0.1",
        // Debian's default folder is not writable for us, and nobody needs a socket.
        ["unix_socket_directories"] = "",
        ["fsync"] = "on",
        ["full_page_writes"] = "on",
        ["synchronous_commit"] = "on",
        ["max_connections"] = "100",
        ["shared_buffers"] = "256MB",
        ["max_wal_size"] = "1GB",
        ["min_wal_size"] = "128MB",
        ["checkpoint_completion_target"] = "0.9",
        ["wal_compression"] = "on",
        ["random_page_cost"] = "1.1",
        // A holder that vanished frees its locks in 5 + 2 * 3 s instead of two hours.
        ["tcp_keepalives_idle"] = "5",
        ["tcp_keepalives_interval"] = "2",
        ["tcp_keepalives_count"] = "3",
        ["idle_in_transaction_session_timeout"] = "60s",
        ["timezone"] = "UTC",
        ["log_timezone"] = "UTC",
        // One line an error, without the row and the statement: the log never holds what the tables hold.
        ["log_error_verbosity"] = "terse",
        ["log_min_error_statement"] = "panic",
    };

    private static readonly Dictionary<string, string> Hasty = new(StringComparer.Ordinal)
    {
        ["fsync"] = "off",
        ["full_page_writes"] = "off",
        ["synchronous_commit"] = "off",
    };

    /// <summary>The text for <c>pg_ctl -o</c>, which a shell takes apart again.</summary>
    public static string CommandLine(int port, bool isUnsafe, IReadOnlyDictionary<string, string> more)
    {
        var all = new SortedDictionary<string, string>(Own, StringComparer.Ordinal);
        foreach (var (name, value) in isUnsafe ? Hasty.Concat(more) : more)
        {
            all[name] = value;
        }

        if (FlushesWholeFileSystems())
        {
            // After a crash everything is flushed before anything is replayed; file by file that takes seconds, for a thousand files.
            all.TryAdd("recovery_init_sync_method", "syncfs");
        }

        all["port"] = port.ToString(CultureInfo.InvariantCulture);
        return string.Join(' ', all.Select(setting => Argument(setting.Key, setting.Value)));
    }

    /// <summary>And reports what could not be written, which older kernels keep to themselves.</summary>
    private static bool FlushesWholeFileSystems() => OperatingSystem.IsLinux() && Environment.OSVersion.Version >= new Version(5, 8);

    private static string Argument(string name, string value)
    {
        if (!NamePattern().IsMatch(name) || !ValuePattern().IsMatch(value))
        {
            throw new ArgumentException($"The PostgreSQL setting {name} = {value} holds a character that is not allowed here.");
        }

        // cmd cannot nest quotes, and no setting of ours holds a space.
        return OperatingSystem.IsWindows() ? $"-c {name}={value}" : $"-c '{name}={value}'";
    }

    [GeneratedRegex("^[a-z_][a-z0-9_.]*$")]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[A-Za-z0-9_.,:/+%@\\[\\]* -]*$")]
    private static partial Regex ValuePattern();
}
