using System.Diagnostics;
using System.Globalization;

namespace Weft.Embedded;

/// <summary>postmaster.pid: which process serves a cluster, as that process wrote it.</summary>
internal sealed record PostmasterFile(string Cluster)
{
    private string FilePath => Path.Combine(Cluster, "postmaster.pid");

    /// <summary>The process number in the file; null when there is no (whole) file.</summary>
    public int? ProcessId()
    {
        try
        {
            var first = File.ReadLines(FilePath).FirstOrDefault();
            return int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The number of the process, if it lives and really is the server of this cluster.</summary>
    public async Task<int?> LiveServerAsync(CancellationToken ct) =>
        ProcessId() is { } pid && LiveProcess.Is(pid) && await IsServerOfAsync(pid, Cluster, ct) ? pid : null;

    /// <summary>
    /// Frees a file whose process is gone while another one has got its number: PostgreSQL would refuse to start. The rest
    /// of the file stays, because PostgreSQL finds by it whether children of the dead server still use its memory.
    /// </summary>
    public void Disown()
    {
        if (!File.Exists(FilePath))
        {
            return;
        }

        var lines = File.ReadAllLines(FilePath);
        if (ProcessId() is not { } pid)
        {
            File.Delete(FilePath);
        }
        else if (LiveProcess.Is(pid))
        {
            // No system gives out this number.
            lines[0] = int.MaxValue.ToString(CultureInfo.InvariantCulture);
            File.WriteAllText(FilePath, string.Join('\n', lines) + "\n");
        }
    }

    // Numbers are used again. A server sits in its cluster's folder (Linux), or names it in its command line (macOS).
    private static async Task<bool> IsServerOfAsync(int pid, string cluster, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows())
        {
            using var process = Process.GetProcessById(pid);
            return process.ProcessName == "postgres";
        }

        const string Linux = """test "$(cat "/proc/$1/comm")" = postgres && test "/proc/$1/cwd" -ef "$2" """;
        const string Mac = """ps -ww -o command= -p "$1" | grep -F postgres | grep -qF -- "$2" """;
        var script = OperatingSystem.IsLinux() ? Linux : Mac;
        var pidText = pid.ToString(CultureInfo.InvariantCulture);
        var (exit, _) = await RunProgram.RunAsync(new RunProgram("/bin/sh", ["-c", script, "sh", pidText, cluster]), ct);
        return exit == 0;
    }
}
