namespace Weft.Worker.Processes;

/// <summary>A command line for the system's shell, and the bounds it runs in.</summary>
/// <param name="Run">a word that no other run has: whatever carries it in its environment belongs to this run</param>
public sealed record CommandRequest(string Command, string Folder, IReadOnlyDictionary<string, string> Environment, string Run)
{
    public TimeSpan TimeOut { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long the command may take to end by itself after it was asked to.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan SampleEvery { get; init; } = TimeSpan.FromMilliseconds(250);

    public OutputLimits Limits { get; init; } = new();
}

/// <param name="MaxLineBytes">longer lines are cut</param>
/// <param name="MaxTotalBytes">of both streams together; what comes after is read and dropped</param>
public sealed record OutputLimits(int MaxLineBytes = 8 * 1024, long MaxTotalBytes = 4 * 1024 * 1024);

public enum OutputKind
{
    Output,
    Error,
}

public sealed record OutputLine(OutputKind Kind, string Text);

public enum CommandEnding
{
    Exited,
    TimedOut,

    /// <summary>The worker ended it: the lease is lost, or the worker shuts down.</summary>
    Stopped,
}

/// <param name="ExitCode">128 + the signal's number when a signal ended it</param>
public sealed record CommandResult(CommandEnding Ending, int ExitCode, ResourceUsage Usage, long DroppedOutputBytes);

/// <summary>What a command and everything it started used. Null: this system does not tell.</summary>
public sealed record ResourceUsage(
    long DurationMs,
    long CpuMs,
    long? PeakMemoryBytes,
    long? ReadBytes,
    long? WriteBytes,
    long? NetworkBytes,
    IReadOnlyList<ResourceSample> Samples);

public sealed record ResourceSample(long AtMs, long CpuMs, long MemoryBytes);
