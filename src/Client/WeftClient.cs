using System.Globalization;
using System.Text;
using Weft.Contracts;

namespace Weft.Client;

/// <summary>
/// The API of one workspace, as methods. Refusals are <see cref="WeftProblemException"/>. Commands carry an idempotency key and are
/// sent again with the same key when the server cannot be reached or is busy. Safe to use from several threads.
/// </summary>
/// <param name="http">with the server's address as its base address; it is neither changed nor disposed</param>
public sealed partial class WeftClient(HttpClient http, string workspace, string key, RetrySettings? retry = null, TimeProvider? time = null)
{
    /// <summary>A command is decided in milliseconds; this is for a server that does not answer at all.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(20);

    /// <summary>How much longer than the server's own waiting an answer may take.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);
    private readonly Transport _transport = new(http, key, retry ?? RetrySettings.Default, time ?? TimeProvider.System);

    public string Workspace { get; } = workspace;

    /// <summary>The highest position that a command of this client was answered with: pass it to a query as <c>waitFor</c> to read one's own writes.</summary>
    public long Position => _transport.Position;

    /// <summary>An HttpClient as this client likes it: quick to notice that nobody is there, patient with long polls.</summary>
    public static HttpClient Http(string url) => new(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxConnectionsPerServer = 64,
        UseProxy = !new Uri(url).IsLoopback,
    })
    {
        BaseAddress = new Uri(url.EndsWith('/') ? url : url + "/"),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private string At(params ReadOnlySpan<string> parts)
    {
        var path = new StringBuilder("v1/workspaces/").Append(Escaped(Workspace));
        foreach (var part in parts)
            path.Append('/').Append(Escaped(part));
        return path.ToString();
    }

    /// <summary>One part of a path. Dots alone would be taken for a way up, escaped or not.</summary>
    private static string Escaped(string part) =>
        part is "" or "." or ".." ? throw new ArgumentException($"'{part}' is no name", nameof(part)) : Uri.EscapeDataString(part);

    private Task<TAnswer> CommandAsync<TBody, TAnswer>(string path, TBody body, CallOptions? options, CancellationToken cancellation, TimeSpan? timeOut = null) =>
        _transport.SendAsync<TAnswer>(Command(HttpMethod.Post, path, body, options, timeOut ?? Usual), cancellation);

    private static Call Command<TBody>(HttpMethod method, string path, TBody body, CallOptions? options, TimeSpan timeOut) => new(method, path, timeOut)
    {
        Content = Wire.Body(body),
        Key = options?.IdempotencyKey ?? Guid.CreateVersion7().ToString("N"),
        Options = options ?? new CallOptions(),
    };

    private Task<T> QueryAsync<T>(string path, CancellationToken cancellation, TimeSpan? timeOut = null) =>
        _transport.SendAsync<T>(new Call(HttpMethod.Get, path, timeOut ?? Usual), cancellation);

    /// <summary>Appends the parameters that have a value.</summary>
    private static string With(string path, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var text = new StringBuilder(path);
        var separator = '?';
        foreach (var (name, value) in parameters)
        {
            if (value is null)
                continue;
            text.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }
        return text.ToString();
    }

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
