namespace Weft.Api.Hosting;

/// <summary>Everything that can be set about a server. Checked once, before it starts.</summary>
public sealed partial record ServerSettings
{
    /// <summary>A PostgreSQL of version 15 or newer.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Where to listen; port 0 takes a free one.</summary>
    public string Url { get; init; } = "http://127.0.0.1:5080";

    /// <summary>Accepts a database that may lose what it has confirmed.</summary>
    public bool AllowUnsafe { get; init; }

    /// <summary>Brings the schema up to date at start. Without it an outdated schema is refused.</summary>
    public bool ApplySchema { get; init; }

    /// <summary>Several servers on one database: read models are spread over them, and commands go to the one that owns the workspace.</summary>
    public bool Cluster { get; init; }

    /// <summary>How the other servers of a cluster reach this one; null: where it listens.</summary>
    public string? ClusterAddress { get; init; }

    /// <summary>An admin key that must exist after the start; null: the first start makes one and <see cref="RunningServer.NewAdminKey"/> tells it.</summary>
    public string? AdminKey { get; init; }

    /// <summary>Traces and metrics go there by OTLP; null: nowhere.</summary>
    public string? OtlpEndpoint { get; init; }

    public int MaxBodyBytes { get; init; } = 2 * 1024 * 1024;

    public int MaxBlobBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How long a stored answer is given again for the same Idempotency-Key.</summary>
    public int ReceiptDays { get; init; } = 7;

    /// <summary>How long progress and output lines are kept.</summary>
    public int TelemetryDays { get; init; } = 7;

    /// <summary>How long commands in flight may take to finish at shutdown.</summary>
    public double ShutdownSeconds { get; init; } = 8;

    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <exception cref="ArgumentException">names every setting that is wrong</exception>
    public ServerSettings Checked()
    {
        var wrong = Wrong().ToList();
        return wrong.Count == 0 ? this : throw new ArgumentException(string.Join(' ', wrong));
    }

    private IEnumerable<string> Wrong()
    {
        if (string.IsNullOrWhiteSpace(ConnectionString))
        {
            yield return "ConnectionString is empty.";
        }

        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme != "http")
        {
            yield return $"Url must be an http address (put TLS before it), not '{Url}'.";
        }

        foreach (var (name, address) in new (string Name, string? Text)[] { (nameof(OtlpEndpoint), OtlpEndpoint), (nameof(ClusterAddress), ClusterAddress) }
            .Where(a => a.Text is not null && !(Uri.TryCreate(a.Text, UriKind.Absolute, out var there) && there.Scheme is ("http" or "https"))))
        {
            yield return $"{name} must be an http or https address, not '{address}'.";
        }

        if (AdminKey is not null && !AdminKey.StartsWith(Application.Access.KeyText.Prefix, StringComparison.Ordinal))
        {
            yield return $"AdminKey must start with '{Application.Access.KeyText.Prefix}'.";
        }

        foreach (var (name, value, min, max) in new (string, double, double, double)[]
        {
            (nameof(MaxBodyBytes), MaxBodyBytes, 64 * 1024, 64 * 1024 * 1024), (nameof(MaxBlobBytes), MaxBlobBytes, 1024, 256 * 1024 * 1024),
            (nameof(ReceiptDays), ReceiptDays, 1, 366), (nameof(TelemetryDays), TelemetryDays, 1, 366), (nameof(ShutdownSeconds), ShutdownSeconds, 1, 60),
        })
        {
            if (value < min || value > max)
            {
                yield return FormattableString.Invariant($"{name} must be {min}-{max}, not {value}.");
            }
        }
    }
}
