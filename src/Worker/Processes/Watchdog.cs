namespace Weft.Worker.Processes;

/// <summary>
/// A few lines of shell around every command, in its session. A watcher holds the reading end of a pipe whose writing end only the
/// worker has: when the worker is gone, however it went, the pipe ends and the watcher ends the command and all that it started.
/// The watcher is in the command's process group, so the group's number cannot be given to somebody else while it is needed.
/// </summary>
internal static class Watchdog
{
    /// <summary>How the watcher is told apart from the command's own processes.</summary>
    public const string Name = "weft-watchdog";

    /// <summary>The variable that marks all processes of one run, also those that leave the process group.</summary>
    public const string Mark = "WEFT_TASK_RUN";

    public const int Descriptor = 3;

    /// <summary>$1 grace in seconds, $2 folder, $3 run, $4 command. Plain POSIX: dash, bash and busybox run it.</summary>
    public const string Script =
        """
        cd -- "$2" || exit 127
        ( (
          trap '' HUP INT QUIT TERM
          exec >/dev/null 2>&1
          while read -r _ <&3; do :; done
          marked() {
            for p in /proc/[0-9]*; do
              tr '\0' '\n' <"$p/environ" 2>/dev/null | grep -qxF "WEFT_TASK_RUN=$1" && kill -s "$2" "${p#/proc/}"
            done
          }
          kill -s TERM -- -$$
          marked "$3" TERM
          sleep "$1"
          marked "$3" KILL
          kill -s KILL -- -$$
        ) & )
        WEFT_TASK_RUN=$3
        export WEFT_TASK_RUN
        exec /bin/sh -c "$4" 3<&-
        """;
}
