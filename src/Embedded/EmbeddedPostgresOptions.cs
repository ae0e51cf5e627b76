namespace Weft.Embedded;

/// <summary>What a caller may decide about its server.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>The folder of the cluster, its password, its lock and its log. See <see cref="DefaultDataDir"/>.</summary>
    public required string DataDir { get; init; }

    /// <summary>The port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Made when it does not exist.</summary>
    public string Database { get; init; } = "weft";

    /// <summary>For tests only: commits are not flushed to disk, so that a crash of the machine may lose or break everything.</summary>
    public bool Unsafe { get; init; }

    /// <summary>More server settings; they win over Weft's own.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Includes the recovery after a crash.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a fast shutdown may take before an immediate one follows.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Told to whoever finds the folder in use: where the holder can be reached.</summary>
    public string? Url { get; init; }

    /// <summary>Called once the folder is taken and before anything is started: the place to refuse what could not go on anyway.</summary>
    public Action BeforeStart { get; init; } = () => { };

    /// <summary>Told when the server ended without having been asked to, and when it runs again.</summary>
    public Action<string> Say { get; init; } = _ => { };

    public PostgresSearch Search { get; init; } = PostgresSearch.ThisMachine();

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
