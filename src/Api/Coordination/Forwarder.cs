using System.Net;
using System.Net.Sockets;
using Weft.Application.Coordination;
using Weft.Contracts;

namespace Weft.Api.Coordination;

/// <summary>Sends a request to another server as it came: with its caller's key, which is checked there again, its idempotency key and its body.</summary>
internal sealed class Forwarder : IDisposable
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(1);

    /// <summary>The longest claim waits that long by itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(ClaimTasks.MaxWaitSeconds + 15);

    private static readonly HashSet<string> OfOneHop = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Content-Length", "Date", "Expect", "Host", "Keep-Alive", "Proxy-Authorization", "Proxy-Connection", "Server", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        ConnectTimeout = ConnectPatience,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        UseCookies = false,
        UseProxy = false,
    });

    public async Task<Handover> SendAsync(HttpContext http, RequestBody body, string owner, string by)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        limit.CancelAfter(Patience);
        using var request = Copy(http.Request, body, owner, by);
        try
        {
            using var answer = await _http.SendAsync(request, limit.Token);
            if (answer.StatusCode == HttpStatusCode.MisdirectedRequest)
            {
                return Handover.Misdirected;
            }

            // Read whole before anything is written: an answer that breaks off in the middle is no answer.
            var content = await answer.Content.ReadAsByteArrayAsync(limit.Token);
            await WriteAsync(http, answer, content);
            return Handover.Answered;
        }
        catch (Exception error) when (error is SocketException or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError })
        {
            // A bare SocketException comes of connecting only: a server that went in that moment. What breaks later comes wrapped.
            return Handover.Gone;
        }
        catch (OperationCanceledException error) when (error.InnerException is TimeoutException && !limit.IsCancellationRequested)
        {
            // Of the connection; the answer's patience is the limit above.
            return Handover.Gone;
        }
        catch (Exception error) when (error is HttpRequestException or IOException || (error is OperationCanceledException && !http.RequestAborted.IsCancellationRequested))
        {
            return Handover.Lost;
        }
    }

    /// <summary>Whether a server answers there at all.</summary>
    public async Task<bool> AnswersAsync(string address, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(2 * ConnectPatience);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{address}/health/live");
        try
        {
            using var answer = await _http.SendAsync(request, limit.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or SocketException || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Copy(HttpRequest request, RequestBody body, string owner, string by)
    {
        var copy = new HttpRequestMessage(new HttpMethod(request.Method), $"{owner}{request.PathBase.ToUriComponent()}{request.Path.ToUriComponent()}{request.QueryString.ToUriComponent()}")
        {
            Content = new ReadOnlyMemoryContent(body.Content),
        };
        foreach (var (name, values) in request.Headers.Where(h => !OfOneHop.Contains(h.Key) && !h.Key.StartsWith(':')))
        {
            if (!copy.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                copy.Content.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        copy.Headers.TryAddWithoutValidation(WeftHeaders.ForwardedBy, by);
        return copy;
    }

    private static async Task WriteAsync(HttpContext http, HttpResponseMessage answer, byte[] content)
    {
        http.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(h => !OfOneHop.Contains(h.Key)))
        {
            http.Response.Headers[name] = values.ToArray();
        }

        if (content.Length > 0)
        {
            http.Response.ContentLength = content.Length;
            await http.Response.Body.WriteAsync(content, http.RequestAborted);
        }
    }
}
