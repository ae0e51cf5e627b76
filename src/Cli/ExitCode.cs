namespace Weft.Cli;

/// <summary>What the exit codes of <c>weft</c> mean.</summary>
public static class ExitCode
{
    public const int Done = 0;

    /// <summary>It ran and failed: a gate, the audit, a task, a refusal.</summary>
    public const int Failed = 1;

    public const int WrongUsage = 2;

    public const int NoPostgres = 3;

    /// <summary>Another process uses the data folder, the port or the agent's home.</summary>
    public const int Busy = 4;

    public const int UnsafeDatabase = 5;
}
