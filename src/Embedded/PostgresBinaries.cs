namespace Weft.Embedded;

/// <summary>A folder with the server's programs, and where it came from.</summary>
public sealed record PostgresBinaries(string BinDir, string Version, PostgresOrigin Origin)
{
    public const int OldestMajor = 15;

    private static readonly string[] Needed = ["postgres", "initdb", "pg_ctl"];

    public int Major => MajorOf(Version);

    public string Program(string name) => Path.Combine(BinDir, FileName(name));

    internal bool Has(string name) => File.Exists(Program(name));

    internal static bool IsComplete(string folder) =>
        Array.TrueForAll(Needed, name => File.Exists(Path.Combine(folder, FileName(name))));

    /// <summary>The binaries of a folder; null when a program is missing or does not run on this machine.</summary>
    internal static async Task<PostgresBinaries?> ReadAsync(string folder, PostgresOrigin origin, CancellationToken ct)
    {
        if (!IsComplete(folder))
        {
            return null;
        }

        // "postgres --version" answers to root too, unlike everything else that it does.
        var (exit, output) = await RunProgram.RunAsync(
            new RunProgram(Path.Combine(folder, FileName("postgres")), ["--version"]) { TimeOut = TimeSpan.FromSeconds(10) }, ct);
        var version = exit == 0 ? VersionIn(output) : null;
        return version is null ? null : new PostgresBinaries(folder, version, origin);
    }

    // "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", "postgres (PostgreSQL) 18beta1"
    internal static string? VersionIn(string output)
    {
        var words = output.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return Array.Find(words, word => char.IsAsciiDigit(word[0]));
    }

    private static int MajorOf(string version)
    {
        var digits = version.TakeWhile(char.IsAsciiDigit).ToArray();
        return int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string FileName(string program) => OperatingSystem.IsWindows() ? program + ".exe" : program;
}

public enum PostgresOrigin
{
    /// <summary>Named by PG_BIN.</summary>
    Named,

    /// <summary>Installed on this machine.</summary>
    Installed,

    /// <summary>Fetched by npm into the user's cache.</summary>
    Fetched,
}
