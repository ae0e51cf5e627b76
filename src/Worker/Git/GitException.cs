namespace Weft.Worker.Git;

/// <summary>git refused or could not be run. The message names the verb and git's own words, never a credential.</summary>
public sealed class GitException : Exception
{
    public GitException(string message) : base(message) { }

    public GitException(string message, Exception inner) : base(message, inner) { }

    public GitException(GitCall call, GitResult result)
        : base($"git {Verb(call)} ended with {result.ExitCode}: {RemoteAddress.WithoutCredentials(Words(result))}")
    {
        ExitCode = result.ExitCode;
    }

    public GitException() { }

    public int ExitCode { get; } = -1;

    internal static string Verb(GitCall call) => call.Arguments.Count > 0 ? call.Arguments[0] : "";

    private static string Words(GitResult result)
    {
        var words = result.Error.Trim();
        return words.Length <= 2000 ? words : words[..2000] + "…";
    }
}
