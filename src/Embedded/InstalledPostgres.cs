namespace Weft.Embedded;

/// <summary>Looks for PostgreSQL as people and package managers install it.</summary>
internal static class InstalledPostgres
{
    public static async Task<PostgresBinaries?> FindAsync(PostgresSearch search, int? major, CancellationToken ct)
    {
        foreach (var folder in search.Path.Select(RealFolderOfPostgres).Concat(Versions(search.InstallFolders)).OfType<string>().Distinct())
        {
            var binaries = await PostgresBinaries.ReadAsync(folder, PostgresOrigin.Installed, ct);
            if (binaries is { Major: >= PostgresBinaries.OldestMajor } && (major is null || binaries.Major == major))
            {
                return binaries;
            }
        }

        return null;
    }

    // PATH often holds links (Homebrew, alternatives); the programs find their libraries beside the real file.
    private static string? RealFolderOfPostgres(string folder)
    {
        var program = new FileInfo(Path.Combine(folder, OperatingSystem.IsWindows() ? "postgres.exe" : "postgres"));
        try
        {
            return program.Exists ? Path.GetDirectoryName(program.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? program.FullName) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The bin folders below, newest version first: "15", "postgresql@17", "pgsql-16", "18.1".</summary>
    private static IEnumerable<string> Versions(IEnumerable<string> installFolders) =>
        installFolders
            .SelectMany(Subfolders)
            .Select(folder => (Bin: Path.Combine(folder, "bin"), Number: NumberIn(Path.GetFileName(folder))))
            .Where(version => PostgresBinaries.IsComplete(version.Bin))
            .OrderByDescending(version => version.Number)
            .Select(version => version.Bin);

    private static string[] Subfolders(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? Directory.GetDirectories(folder) : [];
        }
        catch (UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static int NumberIn(string name)
    {
        var digits = string.Concat(name.SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(char.IsAsciiDigit));
        return int.TryParse(digits, out var number) ? number : 0;
    }
}
