namespace Weft.Worker.Tasks;

/// <summary>What a command's exit code means. Anything that is not listed is a failure.</summary>
public static class ExitCodes
{
    public const int Done = 0;

    /// <summary>sysexits' EX_TEMPFAIL: not this time; the task is handed back and uses up none of its retries.</summary>
    public const int TryAgain = 75;

    /// <summary>The shell's own words.</summary>
    public static string Describe(int code) => code switch
    {
        126 => "The command cannot be executed (exit code 126)",
        127 => "The command was not found (exit code 127)",
        > 128 and < 160 => $"A signal ended the command (exit code {code}, signal {code - 128})",
        _ => $"The command failed with exit code {code}",
    };
}
