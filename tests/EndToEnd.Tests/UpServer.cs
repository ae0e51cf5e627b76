using System.Text.Json;
using Shouldly;
using Weft.Client;

namespace Weft.EndToEnd.Tests;

/// <summary>A server as <c>weft up</c> starts it, and commands of <c>weft</c> that talk to it.</summary>
internal sealed class UpServer : IDisposable
{
    private readonly TestFolder _folder;
    private readonly WeftProcess _up;
    private readonly HttpClient _http;

    private UpServer(TestFolder folder, WeftProcess up, string url)
    {
        (_folder, _up, _http, Url) = (folder, up, WeftClient.Http(url), url);
        Client = new WeftClient(_http, "default", File.ReadAllText(Path.Combine(folder.Data, "admin.key")).Trim());
    }

    public string Url { get; }

    /// <summary>As the administrator.</summary>
    public WeftClient Client { get; }

    public static async Task<UpServer> StartAsync()
    {
        var folder = new TestFolder();
        var up = WeftProcess.Start(["up", "--data-dir", folder.Data, "--port", "0", "--json"]);
        return new UpServer(folder, up, JsonDocument.Parse(await up.FirstOutputAsync()).RootElement.GetProperty("url").GetString()!);
    }

    public string Below(string name) => _folder.Below(name);

    /// <summary>A command that goes on until it is stopped.</summary>
    public WeftProcess Start(params string[] arguments) => WeftProcess.Start([.. arguments, "--data-dir", _folder.Data]);

    public Task<Ended> RunAsync(params string[] arguments) => WeftProcess.RunAsync([.. arguments, "--data-dir", _folder.Data]);

    /// <summary>What a command prints that must succeed.</summary>
    public async Task<string> TextAsync(params string[] arguments)
    {
        var ended = await RunAsync(arguments);
        ended.ExitCode.ShouldBe(0, ended.ToString());
        return ended.Output;
    }

    public async Task<JsonElement> JsonAsync(params string[] arguments) => JsonDocument.Parse(await TextAsync([.. arguments, "--json"])).RootElement;

    /// <summary>A file with this text, beside the data.</summary>
    public async Task<string> FileAsync(string name, string text)
    {
        var path = _folder.Below(name);
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        return path;
    }

    public void Dispose()
    {
        _http.Dispose();
        _up.Dispose();
        _folder.Dispose();
    }
}
