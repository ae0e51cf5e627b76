namespace Weft.Worker.Processes;

/// <summary>Keeps the worker's own memory and environment, where the agent's key is, from the commands that run beside it.</summary>
public static class SelfProtection
{
    private const int SetDumpable = 4;

    /// <summary>
    /// On Linux a process that is not dumpable cannot be traced nor read under /proc by others of the same user. (Root can still
    /// do both; a command that must not be trusted belongs in a container.)
    /// </summary>
    public static void Apply()
    {
        if (OperatingSystem.IsLinux())
            _ = PosixLibrary.ProcessControl(SetDumpable, 0, 0, 0, 0);
    }
}
