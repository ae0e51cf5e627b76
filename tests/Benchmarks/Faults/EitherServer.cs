using System.Net.Sockets;

namespace Weft.Benchmarks.Faults;

/// <summary>Callers that know two servers: where nobody listens, they go to the other one with their next try.</summary>
internal sealed class EitherServer(Uri[] servers) : DelegatingHandler(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(1), MaxConnectionsPerServer = 64, UseProxy = false })
{
    private int _present;

    /// <summary>To begin with they go to the first.</summary>
    public static HttpClient Http(params string[] servers) => new(new EitherServer([.. servers.Select(s => new Uri(s))]))
    {
        BaseAddress = new Uri($"{servers[0]}/"),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var present = Volatile.Read(ref _present);
        request.RequestUri = new Uri(servers[present % servers.Length], request.RequestUri!.PathAndQuery);
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (Exception error) when (error is HttpRequestException or SocketException)
        {
            Interlocked.CompareExchange(ref _present, present + 1, present);
            throw;
        }
    }
}
