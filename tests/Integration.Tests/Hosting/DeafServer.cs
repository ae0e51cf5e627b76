using System.Net;
using System.Net.Sockets;

namespace Weft.Integration.Tests.Hosting;

/// <summary>Takes connections, hears a request and hangs up without a word.</summary>
internal sealed class DeafServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _loop;

    private DeafServer()
    {
        _listener.Start();
        _loop = RunAsync();
    }

    public string Address => $"http://{_listener.LocalEndpoint}";

    public static DeafServer Start() => new();

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _loop;
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                _ = await client.GetStream().ReadAsync(new byte[16 * 1024]);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or IOException)
        {
            // The test is over.
        }
    }
}
