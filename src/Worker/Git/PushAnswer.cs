namespace Weft.Worker.Git;

/// <summary>What became of a push.</summary>
public enum PushAnswer
{
    Accepted,

    /// <summary>The branch is at this very commit: somebody made the same one.</summary>
    AlreadyThere,

    /// <summary>The branch was not where it was expected: somebody else was there first.</summary>
    Stale,
}

/// <summary>What git says in words only.</summary>
internal static class GitWords
{
    /// <summary>The words of git for "the ref moved": in the lease check, in receive-pack's compare-and-swap and in its lock.</summary>
    public static bool IsStale(GitResult result)
    {
        var words = result.Text + result.Error;
        return words.Contains("(stale info)", StringComparison.Ordinal) || words.Contains("(fetch first)", StringComparison.Ordinal)
            || words.Contains("(non-fast-forward)", StringComparison.Ordinal) || words.Contains("failed to update ref", StringComparison.Ordinal)
            || words.Contains("cannot lock ref", StringComparison.Ordinal) || words.Contains("(already exists)", StringComparison.Ordinal)
            || words.Contains("incorrect old value provided", StringComparison.Ordinal) || words.Contains("reference already exists", StringComparison.Ordinal);
    }
}
