using System.Security.Cryptography;

namespace Weft.Embedded;

/// <summary>The files of one PostgreSQL server: made once, complete or not at all.</summary>
internal static class Cluster
{
    public const string Owner = "weft";

    public static async Task<string> EnsureAsync(
        PostgresBinaries binaries, DataDirLayout layout, ServerAccount account, bool flush, CancellationToken ct)
    {
        layout.CreatePostgres();
        var folder = layout.Cluster(binaries.Major);
        if (!Directory.Exists(folder))
        {
            await MakeAsync(binaries, layout, account, flush, ct);
        }

        // The second is for a backup that root put in the cluster's place.
        await account.TakeOverAsync(layout.Postgres, ct);
        await account.TakeOverAsync(folder, ct);
        return folder;
    }

    public static async Task<string> PasswordAsync(DataDirLayout layout, CancellationToken ct) =>
        File.Exists(layout.Password)
            ? (await File.ReadAllTextAsync(layout.Password, ct)).Trim()
            : throw new EmbeddedPostgresException($"{layout.Password} is missing: without it nobody can log in to the PostgreSQL of this folder.");

    // What a killed initdb leaves has the other name, and is thrown away by the next one.
    private static async Task MakeAsync(
        PostgresBinaries binaries, DataDirLayout layout, ServerAccount account, bool flush, CancellationToken ct)
    {
        var fresh = layout.Cluster(binaries.Major) + ".new";
        var passwordCopy = Path.Combine(layout.Postgres, "password.new");
        if (Directory.Exists(fresh))
        {
            Directory.Delete(fresh, recursive: true);
        }

        if (!File.Exists(layout.Password))
        {
            WriteSecret(layout.Password, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        }

        try
        {
            WriteSecret(passwordCopy, await PasswordAsync(layout, ct));
            await account.TakeOverAsync(passwordCopy, ct);
            await account.TakeOverAsync(layout.Postgres, ct);
            await InitAsync(binaries, layout, account, [.. InitArguments(binaries.Major, flush), "-D", fresh, $"--pwfile={passwordCopy}"], ct);
            Directory.Move(fresh, layout.Cluster(binaries.Major));
        }
        finally
        {
            File.Delete(passwordCopy);
        }
    }

    private static async Task InitAsync(
        PostgresBinaries binaries, DataDirLayout layout, ServerAccount account, string[] arguments, CancellationToken ct)
    {
        var (exit, output) = await RunProgram.RunAsync(
            account.Run(binaries.Program("initdb"), arguments) with { TimeOut = TimeSpan.FromMinutes(2), WorkingFolder = layout.Root }, ct);
        if (exit != 0)
        {
            throw new EmbeddedPostgresException($"initdb failed ({exit}): {output.Trim()}");
        }
    }

    private static IEnumerable<string> InitArguments(int major, bool flush) =>
    [
        "-k", "-E", "UTF8", "-A", "scram-sha-256", "-U", Owner, "--text-search-config=english", .. Locale(major), .. flush ? [] : new[] { "-N" },
    ];

    // The same order and the same upper and lower case on every machine; plain C would know ASCII letters only.
    private static string[] Locale(int major) =>
        major >= 17 ? ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        : OperatingSystem.IsWindows() ? ["--locale=C", "--locale-provider=icu", "--icu-locale=und"]
        : OperatingSystem.IsMacOS() ? ["--locale=C", "--lc-ctype=en_US.UTF-8"]
        : ["--locale=C.UTF-8"];

    private static void WriteSecret(string path, string secret)
    {
        File.Delete(path);
        using var file = OwnerOnly.OpenFile(path, FileMode.CreateNew);
        file.Write(System.Text.Encoding.ASCII.GetBytes(secret));
        file.Flush(flushToDisk: true);
    }
}
