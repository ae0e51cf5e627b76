using System.Diagnostics;

namespace Weft.Embedded;

/// <summary>Whether a process that is not our child is still there. One that has ended, but that nobody has asked about yet, is not.</summary>
internal static class LiveProcess
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    public static bool Is(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited && !IsZombie(pid);
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <returns>False when it is still there after the time.</returns>
    public static async Task<bool> EndsWithinAsync(int pid, TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        while (Is(pid))
        {
            if (watch.Elapsed > time)
            {
                return false;
            }

            await Task.Delay(Pause);
        }

        return true;
    }

    // "4711 (postgres) Z 1 …"
    private static bool IsZombie(int pid)
    {
        try
        {
            return OperatingSystem.IsLinux() && File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1].StartsWith('Z');
        }
        catch (IOException)
        {
            return true;
        }
    }
}
