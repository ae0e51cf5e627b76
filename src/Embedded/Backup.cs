using System.Globalization;
using Npgsql;

namespace Weft.Embedded;

/// <summary>Saves what a server holds, under the time of saving, and keeps the newest few.</summary>
internal static class Backup
{
    private const int Kept = 5;
    private const string Unfinished = ".partial";

    public static async Task<string> MakeAsync(
        RunningServer server, NpgsqlConnectionStringBuilder to, string folder, TimeProvider time, CancellationToken ct)
    {
        OwnerOnly.CreateFolder(folder);
        var name = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss.fff'Z'", CultureInfo.InvariantCulture);
        var done = Path.Combine(folder, $"{to.Database}-{name}.dump");
        if (server.Binaries.Has("pg_dump"))
        {
            await DumpAsync(server, to, done + Unfinished, ct);
        }
        else
        {
            await ClusterCopy.MakeAsync(to, server.Cluster, done + Unfinished, ct);
        }

        Directory.Move(done + Unfinished, done);
        DropOld(folder, to.Database!);
        return done;
    }

    private static async Task DumpAsync(RunningServer server, NpgsqlConnectionStringBuilder to, string file, CancellationToken ct)
    {
        string[] arguments =
        [
            "-h", "127.0.0.1", "-p", to.Port.ToString(CultureInfo.InvariantCulture), "-U", to.Username!, "-d", to.Database!,
            "-w", "-Fc", "-f", file,
        ];
        var (exit, output) = await RunProgram.RunAsync(
            new RunProgram(server.Binaries.Program("pg_dump"), arguments)
            {
                TimeOut = TimeSpan.FromMinutes(30),
                Variables = ServerEnvironment.Minimal(("PGPASSWORD", to.Password!)),
            },
            ct);
        if (exit != 0)
        {
            throw new EmbeddedPostgresException($"The backup failed ({exit}): {output.Trim()}");
        }
    }

    private static void DropOld(string folder, string database)
    {
        foreach (var old in Directory.GetFileSystemEntries(folder, $"{database}-*.dump").Order(StringComparer.Ordinal).SkipLast(Kept))
        {
            Remove(old);
        }

        // What a killed process has left.
        foreach (var half in Directory.GetFileSystemEntries(folder, $"{database}-*.dump{Unfinished}"))
        {
            Remove(half);
        }
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }
}
