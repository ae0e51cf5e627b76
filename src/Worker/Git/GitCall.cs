namespace Weft.Worker.Git;

/// <summary>One run of git: its arguments (never through a shell) and what it may see.</summary>
public sealed record GitCall(params IReadOnlyList<string> Arguments)
{
    public static readonly TimeSpan LocalTimeOut = TimeSpan.FromSeconds(120);
    public static readonly TimeSpan NetworkTimeOut = TimeSpan.FromMinutes(10);

    /// <summary>The object store and refs; null lets git find the repository from <see cref="WorkingDirectory"/>.</summary>
    public string? GitDirectory { get; init; }
    public string? WorkTree { get; init; }
    public string? WorkingDirectory { get; init; }
    public string? IndexFile { get; init; }
    public ReadOnlyMemory<byte> Input { get; init; }
    public TimeSpan TimeOut { get; init; } = LocalTimeOut;
    public long MaxOutputBytes { get; init; } = 128L * 1024 * 1024;

    /// <summary>The user's own global configuration is read: credentials for the network, ignore rules for their repository.</summary>
    public bool ReadsUserConfiguration { get; init; }

    /// <summary>Settings on top of <see cref="GitSafety.Settings"/>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];
    public Signature? Author { get; init; }
    public Signature? Committer { get; init; }
}
