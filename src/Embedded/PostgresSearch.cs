namespace Weft.Embedded;

/// <summary>Everything of the machine that decides where PostgreSQL is looked for; tests pass their own.</summary>
public sealed record PostgresSearch
{
    /// <summary>PG_BIN: the folder to take, without looking any further.</summary>
    public string? PgBin { get; init; }

    /// <summary>The folders of PATH.</summary>
    public IReadOnlyList<string> Path { get; init; } = [];

    /// <summary>Folders where package managers put whole versions, each with a bin folder below: <c>/usr/lib/postgresql/15/bin</c>.</summary>
    public IReadOnlyList<string> InstallFolders { get; init; } = [];

    /// <summary>The npm program; null when there is none.</summary>
    public string? Npm { get; init; }

    /// <summary>Where fetched binaries are kept between starts.</summary>
    public string CacheFolder { get; init; } = DefaultCacheFolder;

    public static PostgresSearch ThisMachine()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new PostgresSearch
        {
            PgBin = Environment.GetEnvironmentVariable("PG_BIN") is { Length: > 0 } named ? named : null,
            Path = path,
            InstallFolders = KnownInstallFolders(),
            Npm = ProgramIn(path, OperatingSystem.IsWindows() ? "npm.cmd" : "npm"),
        };
    }

    // root's home is closed to the unprivileged user that the server runs as, hence /var/cache.
    private static string DefaultCacheFolder =>
        Environment.IsPrivilegedProcess && OperatingSystem.IsLinux()
            ? "/var/cache/weft"
            : System.IO.Path.Combine(UserCacheFolder, "weft");

    private static string UserCacheFolder
    {
        get
        {
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            return OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : OperatingSystem.IsMacOS() ? System.IO.Path.Combine(home, "Library", "Caches")
                : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache
                : home.Length > 0 ? System.IO.Path.Combine(home, ".cache")
                : System.IO.Path.GetTempPath();
        }
    }

    private static IReadOnlyList<string> KnownInstallFolders() =>
        OperatingSystem.IsWindows()
            ? [System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL")]
            : OperatingSystem.IsMacOS()
                ? ["/opt/homebrew/opt", "/usr/local/opt", "/Applications/Postgres.app/Contents/Versions", "/Library/PostgreSQL"]
                : ["/usr/lib/postgresql", "/usr/pgsql", "/usr/libexec/postgresql", "/home/linuxbrew/.linuxbrew/opt"];

    private static string? ProgramIn(IEnumerable<string> folders, string name) =>
        folders.Select(folder => System.IO.Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
