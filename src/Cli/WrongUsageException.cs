namespace Weft.Cli;

/// <summary>What was asked for cannot be meant: the message says what to write instead.</summary>
public sealed class WrongUsageException(string message) : Exception(message);

/// <summary>It ran and did not succeed; the message is all there is to say.</summary>
public sealed class FailedException(string message) : Exception(message);
