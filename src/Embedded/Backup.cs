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
        CreateFolder(folder);
        var name = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss.fff'Z'", CultureInfo.InvariantCulture);
        var done = Path.Combine(folder, $"{to.Database}-{name}.dump");
        await DumpAsync(server, to, done + Unfinished, ct);
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

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static void DropOld(string folder, string database)
    {
        foreach (var old in Directory.GetFiles(folder, $"{database}-*.dump").Order(StringComparer.Ordinal).SkipLast(Kept))
        {
            File.Delete(old);
        }
    }
}
