namespace Weft.Benchmarks.Faults;

public enum CommandKind
{
    CreateWorkflow,
    Claim,
    Start,
    Submit,
    Release,
}

/// <summary>What a client knows of its command.</summary>
public enum Told
{
    Accepted,
    Refused,

    /// <summary>It never got an answer: done once or not at all.</summary>
    Nothing,
}

/// <param name="Task">empty for the workflow itself</param>
public sealed record TaskRef(string Workflow, string Task, long Token);

/// <summary>A command that a client sent, however often, with one key; and what it was told.</summary>
/// <param name="Position">that the answer named: the effect is no later than this</param>
/// <param name="Tasks">what it is about; for a claim, what was granted</param>
public sealed record ToldCommand(CommandKind Kind, string Agent, string Key, Told Told, string? Code, long Position, IReadOnlyList<TaskRef> Tasks);
