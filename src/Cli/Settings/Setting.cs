namespace Weft.Cli.Settings;

public enum SettingKind
{
    Text,
    WholeNumber,
    Number,
    YesNo,
    WorkspaceName,
    Address,
    ConnectionString,
}

/// <summary>One thing that can be set.</summary>
/// <param name="Name">in the settings file</param>
/// <param name="Variable">of the environment</param>
/// <param name="Flag">of the commands that take it; null when none does</param>
/// <param name="Default">null: nothing is set</param>
public sealed record Setting(string Name, string Variable, string? Flag, SettingKind Kind, string? Default, string Meaning, bool IsSecret = false)
{
    /// <summary>Everything that can be set, in the order in which <c>weft config</c> shows it.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new("adminKey", "WEFT_ADMIN_KEY", null, SettingKind.Text, null, "a key that must be an admin's after the start; unset: the first start makes one", IsSecret: true),
        new("allowUnsafe", "WEFT_ALLOW_UNSAFE", "--allow-unsafe", SettingKind.YesNo, "false", "accept a database that may lose what it has confirmed"),
        new("cluster", "WEFT_CLUSTER", null, SettingKind.YesNo, "false", "several servers on one database"),
        new("clusterAddress", "WEFT_CLUSTER_ADDRESS", null, SettingKind.Text, null, "how the other servers of the cluster reach this one; unset: where it listens, under the machine's name when that is every address"),
        new("connectionString", "ConnectionStrings__Weft", null, SettingKind.ConnectionString, null, "a PostgreSQL of your own; unset: Weft brings one along", IsSecret: true),
        new("dataDir", "WEFT_DATA_DIR", "--data-dir", SettingKind.Text, null, "where the embedded PostgreSQL, the admin key and the git remotes are"),
        new("key", "WEFT_KEY", null, SettingKind.Text, null, "the key to call a server with; unset: the admin key of the data folder", IsSecret: true),
        new("logLevel", "WEFT_LOG_LEVEL", null, SettingKind.Text, "Warning", "Trace, Debug, Information, Warning, Error"),
        new("maxBlobBytes", "WEFT_MAX_BLOB_BYTES", null, SettingKind.WholeNumber, "67108864", "the largest artifact"),
        new("maxBodyBytes", "WEFT_MAX_BODY_BYTES", null, SettingKind.WholeNumber, "2097152", "the largest request"),
        new("otlpEndpoint", "OTEL_EXPORTER_OTLP_ENDPOINT", null, SettingKind.Text, null, "where traces and metrics go"),
        new("receiptDays", "WEFT_RECEIPT_DAYS", null, SettingKind.WholeNumber, "7", "how long a command sent again gets the same answer"),
        new("serverUrl", "WEFT_SERVER_URL", "--port", SettingKind.Address, "http://127.0.0.1:5080", "where the server listens; --port sets its port alone"),
        new("shutdownSeconds", "WEFT_SHUTDOWN_SECONDS", null, SettingKind.Number, "6", "how long commands in flight may take to finish at shutdown"),
        new("telemetryDays", "WEFT_TELEMETRY_DAYS", null, SettingKind.WholeNumber, "7", "how long progress and output lines are kept"),
        new("url", "WEFT_URL", "--url", SettingKind.Address, null, "the server that commands talk to; unset: the one on the data folder"),
        new("workspace", "WEFT_WORKSPACE", "--workspace", SettingKind.WorkspaceName, "default", "the workspace that commands talk about"),
    ];
}

/// <param name="Source">default, file, environment or flag</param>
public sealed record EffectiveValue(Setting Setting, string? Value, string Source)
{
    /// <summary>As it may be shown.</summary>
    public string? Shown => Value is not null && Setting.IsSecret ? "(hidden)" : Value;
}
