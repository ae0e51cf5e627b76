using System.Net;
using System.Net.Sockets;

namespace Weft.Embedded;

/// <summary>A port that nobody listens on just now. Somebody may take it before the server does: be ready to ask again.</summary>
internal static class FreePort
{
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
