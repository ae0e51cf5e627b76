using System.Text.Json;
using Weft.Cli.Settings;
using Weft.Client;
using Weft.Embedded;

namespace Weft.Cli.Servers;

/// <summary>A server to talk to, and the key to do it with.</summary>
public sealed class Connection(string url, string key) : IDisposable
{
    private readonly HttpClient _http = WeftClient.Http(url);

    public string Url { get; } = url;

    public string Key { get; } = key;

    public HttpClient Http => _http;

    /// <summary>The server that was named, or the one that runs on the data folder.</summary>
    public static Connection Open(EffectiveSettings settings)
    {
        var url = settings.Url ?? Running(settings.DataDir)
            ?? throw new FailedException($"no server runs on {settings.DataDir}: start one with 'weft up', or name one with --url or WEFT_URL");
        var key = settings.Key ?? AdminKeyFile.Read(settings.DataDir)
            ?? throw new WrongUsageException("no key: set WEFT_KEY, or use the data folder whose admin.key you can read (--data-dir)");
        return new Connection(url, key);
    }

    public WeftClient For(string workspace) => new(_http, workspace, Key);

    public void Dispose() => _http.Dispose();

    private static string? Running(string dataDir)
    {
        var holder = Path.Combine(dataDir, "lock.json");
        try
        {
            return JsonSerializer.Deserialize<DataDirHolder>(File.ReadAllText(holder), JsonSerializerOptions.Web)?.Url;
        }
        catch (Exception unreadable) when (unreadable is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
