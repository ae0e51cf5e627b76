using System.Globalization;
using Microsoft.Extensions.Logging;
using Weft.Api.Hosting;

namespace Weft.Cli.Settings;

/// <summary>What is in force: defaults, overridden by the file, by the environment, by flags.</summary>
/// <param name="file">the settings file that was read; null when there is none</param>
public sealed class EffectiveSettings(IReadOnlyList<EffectiveValue> values, string? file)
{
    private readonly Dictionary<string, EffectiveValue> _values = values.ToDictionary(value => value.Setting.Name, StringComparer.Ordinal);

    public IReadOnlyList<EffectiveValue> Values { get; } = values;

    public string? File { get; } = file;

    public string DataDir => Path.GetFullPath(Text("dataDir")!);

    public string Workspace => Text("workspace")!;

    public string? Url => Text("url");

    public string? Key => Text("key");

    public string? ConnectionString => Text("connectionString");

    public string? Text(string name) => _values[name].Value;

    /// <summary>For a server beside others: where nobody said a port, a free one.</summary>
    public EffectiveSettings OnFreePort() => WithDefault("serverUrl", "http://127.0.0.1:0");

    /// <summary>For a server that a command starts by the way: where nobody said a level, only what went wrong.</summary>
    public EffectiveSettings Quietly() => WithDefault("logLevel", nameof(LogLevel.Error));

    /// <summary>For work that is not to be mixed with others': where nobody said a workspace, this one.</summary>
    public EffectiveSettings Apart(string workspace) => WithDefault("workspace", workspace);

    /// <summary>The server's own record, checked.</summary>
    public ServerSettings ForServer(string connectionString, string? adminKey)
    {
        try
        {
            return new ServerSettings
            {
                ConnectionString = connectionString,
                Url = Text("serverUrl")!,
                AdminKey = Text("adminKey") ?? adminKey,
                AllowUnsafe = Truth("allowUnsafe"),
                Cluster = Truth("cluster"),
                ClusterAddress = Text("clusterAddress"),
                OtlpEndpoint = Text("otlpEndpoint"),
                MaxBodyBytes = Number("maxBodyBytes"),
                MaxBlobBytes = Number("maxBlobBytes"),
                ReceiptDays = Number("receiptDays"),
                TelemetryDays = Number("telemetryDays"),
                ShutdownSeconds = double.Parse(Text("shutdownSeconds")!, CultureInfo.InvariantCulture),
                LogLevel = !int.TryParse(Text("logLevel"), out _) && Enum.TryParse<LogLevel>(Text("logLevel"), ignoreCase: true, out var level) && level != LogLevel.None
                    ? level
                    : throw new ArgumentException($"logLevel must be Trace, Debug, Information, Warning or Error, not '{Text("logLevel")}'."),
            }.Checked();
        }
        catch (ArgumentException wrong)
        {
            throw new WrongUsageException(wrong.Message);
        }
    }

    private EffectiveSettings WithDefault(string name, string value) =>
        new([.. Values.Select(each => each.Setting.Name == name && each.Source == "default" ? each with { Value = value } : each)], File);

    private int Number(string name) => int.Parse(Text(name)!, CultureInfo.InvariantCulture);

    private bool Truth(string name) => bool.Parse(Text(name)!);
}
