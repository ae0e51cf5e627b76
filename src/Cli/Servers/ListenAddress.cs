using System.Net;
using System.Net.Sockets;

namespace Weft.Cli.Servers;

/// <summary>Where the server is going to listen.</summary>
internal static class ListenAddress
{
    /// <summary>Seconds before the server itself would find out: nothing was started yet, and nothing has to be stopped again.</summary>
    /// <exception cref="IOException">another program listens there</exception>
    public static void EnsureFree(string url)
    {
        var address = new Uri(url);
        if (address.Port == 0 || AddressOf(address) is not { } own)
        {
            return;
        }

        using var listener = new TcpListener(own, address.Port);
        try
        {
            listener.Start();
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new IOException($"Another program listens at {url}: choose another port with --port, or 0 for a free one.", taken);
        }
    }

    private static IPAddress? AddressOf(Uri url) => url.Host is "localhost" ? IPAddress.Loopback : IPAddress.TryParse(url.DnsSafeHost, out var named) ? named : null;
}
