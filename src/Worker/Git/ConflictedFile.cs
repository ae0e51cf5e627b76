namespace Weft.Worker.Git;

/// <summary>
/// A conflicted path as a person or agent needs it: the three contents (null: that side does not have the file) and, for text,
/// git's own result with conflict markers. <see cref="IsOmitted"/> says that the contents were too large to be carried.
/// </summary>
public sealed record ConflictedFile(
    string Path,
    string Kind,
    string Message,
    byte[]? Base,
    byte[]? Ours,
    byte[]? Theirs,
    byte[]? Marked,
    bool IsBinary,
    bool IsOmitted);
