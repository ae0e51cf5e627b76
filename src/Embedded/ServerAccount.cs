using System.Globalization;

namespace Weft.Embedded;

/// <summary>
/// Whom the server's programs run as. PostgreSQL refuses root and users without a name. So root steps down to an
/// unprivileged user; where that one cannot reach the folder, the program runs in a user namespace in which our own user
/// goes by the name of an unprivileged one.
/// </summary>
/// <param name="Prefix">The words before the program in a command line.</param>
/// <param name="Owner">Who must own the cluster, as "uid:gid"; null when it needs no care.</param>
internal sealed record ServerAccount(IReadOnlyList<string> Prefix, string? Owner)
{
    private static readonly ServerAccount Ourselves = new([], null);

    public static async Task<ServerAccount> ChooseAsync(PostgresBinaries binaries, DataDirLayout layout, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows() || (!Environment.IsPrivilegedProcess && Environment.UserName is { Length: > 0 } and not "?"))
        {
            return Ourselves;
        }

        if (!OperatingSystem.IsLinux())
        {
            throw new EmbeddedPostgresException("PostgreSQL does not run as root. Start Weft as an ordinary user.");
        }

        foreach (var account in Candidates())
        {
            if (await account.ReachesAsync(binaries, layout, ct))
            {
                return account;
            }
        }

        throw new EmbeddedPostgresException(
            $"PostgreSQL does not run as root, and no other user can reach {layout.Root} and {binaries.BinDir}. "
            + "Start Weft as an ordinary user, or choose a data folder that others may enter.");
    }

    /// <summary>The program with the words that make it run as this account.</summary>
    public RunProgram Run(string program, params string[] arguments)
    {
        string[] words = [.. Prefix, program, .. arguments];
        return new RunProgram(words[0], words[1..]) { Variables = ServerEnvironment.Minimal() };
    }

    /// <summary>Gives files to this account, when it is not ourselves.</summary>
    public async Task TakeOverAsync(string path, CancellationToken ct)
    {
        if (Owner is null)
        {
            return;
        }

        var (_, owner) = await RunProgram.RunAsync(new RunProgram("stat", ["-c", "%u:%g", path]), ct);
        if (owner.Trim() == Owner)
        {
            return;
        }

        var (exit, output) = await RunProgram.RunAsync(new RunProgram("chown", ["-R", Owner, path]) { TimeOut = TimeSpan.FromMinutes(2) }, ct);
        if (exit != 0)
        {
            throw new EmbeddedPostgresException($"The files of PostgreSQL could not be given to its user: {output.Trim()}");
        }
    }

    private static IEnumerable<ServerAccount> Candidates()
    {
        var (uid, gid) = Unprivileged();
        if (Environment.IsPrivilegedProcess)
        {
            yield return new ServerAccount(
                ["setpriv", $"--reuid={uid}", $"--regid={gid}", "--clear-groups", "--inh-caps=-all"], $"{uid}:{gid}");
        }

        // Inside, our own user appears under the other's number; on disk the files are ours.
        yield return new ServerAccount(
            ["unshare", "--user", $"--map-user={uid}", $"--map-group={gid}"], Environment.IsPrivilegedProcess ? "0:0" : null);
    }

    private static (int Uid, int Gid) Unprivileged()
    {
        var accounts = File.Exists("/etc/passwd") ? File.ReadAllLines("/etc/passwd").Select(line => line.Split(':')).Where(parts => parts.Length > 3).ToArray() : [];
        var account = Array.Find(accounts, parts => parts[0] == "postgres") ?? Array.Find(accounts, parts => parts[0] == "nobody");
        return account is null
            ? (65534, 65534)
            : (int.Parse(account[2], CultureInfo.InvariantCulture), int.Parse(account[3], CultureInfo.InvariantCulture));
    }

    private async Task<bool> ReachesAsync(PostgresBinaries binaries, DataDirLayout layout, CancellationToken ct)
    {
        const string Test = """test -x "$1" && test -x "$2" && "$1" --version >/dev/null""";
        var (exit, _) = await RunProgram.RunAsync(Run("/bin/sh", "-c", Test, "sh", binaries.Program("initdb"), layout.Root) with { WorkingFolder = "/" }, ct);
        return exit == 0;
    }
}
