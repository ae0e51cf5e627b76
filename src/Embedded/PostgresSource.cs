namespace Weft.Embedded;

/// <summary>Finds the server's programs: PG_BIN, then an installed PostgreSQL, then the npm package.</summary>
public static class PostgresSource
{
    /// <param name="major">Only this major version: that of a data folder which exists already. Null: the best there is.</param>
    /// <exception cref="PostgresMissingException">None of them has PostgreSQL 15 or newer.</exception>
    public static async Task<PostgresBinaries> FindAsync(PostgresSearch search, int? major, CancellationToken ct)
    {
        var found = search.PgBin is { } named
            ? await NamedAsync(named, ct)
            : await InstalledPostgres.FindAsync(search, major, ct) ?? await NpmPostgres.FetchAsync(search, ct);
        if (major is { } wanted && found.Major != wanted)
        {
            throw new PostgresMissingException(
                $"The data folder was made by PostgreSQL {wanted}, but only {found.Version} was found ({found.BinDir}), which cannot read it.");
        }

        return found;
    }

    // What was named is meant: passing on to another version in silence would open the data with the wrong one.
    private static async Task<PostgresBinaries> NamedAsync(string folder, CancellationToken ct)
    {
        var binaries = await PostgresBinaries.ReadAsync(folder, PostgresOrigin.Named, ct)
            ?? throw new PostgresMissingException($"PG_BIN names {folder}, which has no working postgres, initdb and pg_ctl.");
        return binaries.Major >= PostgresBinaries.OldestMajor
            ? binaries
            : throw new PostgresMissingException(
                $"PG_BIN names PostgreSQL {binaries.Version}; Weft needs {PostgresBinaries.OldestMajor} or newer.");
    }
}
