using System.Diagnostics;
using System.Globalization;

namespace Weft.Embedded;

/// <summary>The command line of the supervisor: a shell, because it has to outlive us and everything else would have to be shipped.</summary>
internal static class SupervisorScript
{
    public const string Started = "started";

    // Started twice removed and in a session of its own: neither Ctrl-C nor the end of our process tree may take it along.
    private const string Detach = """
        exec 3<&0
        if command -v setsid >/dev/null 2>&1
        then setsid /bin/sh -c "$@" <&3 3<&- &
        else /bin/sh -c "$@" <&3 3<&- &
        fi
        """;

    // pg_ctl waits as long as the start takes; how long that may be is decided on our side. The number of the process is
    // compared before each stop: by then the next holder's server may run on this folder, which is not ours to stop.
    private const string Supervise = """
        trap '' HUP INT TERM PIPE
        log=$1 options=$2 data=$3 patience=$4
        shift 4
        exec 2>>"$log"
        "$@" start -w -t 86400 -l "$log" -o "$options" </dev/null >/dev/null || { echo failed; exit 1; }
        pid=$(head -n 1 "$data/postmaster.pid")
        ours() { [ "$(head -n 1 "$data/postmaster.pid" 2>/dev/null)" = "$pid" ]; }
        echo started
        read -r mode || mode=fast
        [ "$mode" = immediate ] || ! ours || "$@" stop -m fast -w -t "$patience" </dev/null >/dev/null
        ! ours || "$@" stop -m immediate -w -t 5 </dev/null >/dev/null
        ! ours || kill -9 "$pid"
        """;

    public static ProcessStartInfo For(PostgresBinaries binaries, ServerAccount account, ServerPlace place, string settings, TimeSpan patience)
    {
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd.exe") { Arguments = WindowsArguments(binaries, place, settings, Seconds(patience)) }
            : new ProcessStartInfo("/bin/sh", (string[])
                [
                    "-c", Detach, "weft", Supervise, "weft-postgres",
                    place.Log, settings, place.Cluster, Seconds(patience),
                    .. account.Prefix, binaries.Program("pg_ctl"), "-D", place.Cluster,
                ]);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.UseShellExecute = false;
        start.CreateNoWindow = true;
        start.WorkingDirectory = place.Folder;
        ServerEnvironment.Replace(start, ServerEnvironment.Minimal());
        return start;
    }

    // A console of its own (CreateNoWindow) keeps Ctrl-C away; "set /p" is the read that ends when we do.
    private static string WindowsArguments(PostgresBinaries binaries, ServerPlace place, string settings, string patience)
    {
        var control = $"\"{binaries.Program("pg_ctl")}\" -D \"{place.Cluster}\"";
        return $"/v:on /d /s /c \"{control} start -w -t 86400 -l \"{place.Log}\" -o \"{settings}\" >nul 2>&1 "
            + $"&& (echo {Started}& set mode=fast& set /p mode=& {control} stop -m !mode! -w -t {patience} >nul 2>&1 "
            + $"|| {control} stop -m immediate -w -t 5 >nul 2>&1) || echo failed\"";
    }

    private static string Seconds(TimeSpan time) => Math.Max(1, Math.Ceiling(time.TotalSeconds)).ToString("0", CultureInfo.InvariantCulture);
}

/// <summary>Where a server works: the data folder, the cluster in it and the log beside it.</summary>
internal sealed record ServerPlace(string Folder, string Cluster, string Log);
