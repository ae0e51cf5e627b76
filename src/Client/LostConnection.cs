using System.Net.Sockets;

namespace Weft.Client;

/// <summary>Failures of a call that was not answered: the server was not reached, or was lost on the way, and what became of the call is not known.</summary>
public static class LostConnection
{
    /// <remarks>.NET throws a bare SocketException where a server goes just as the connection to it is made; all others come wrapped.</remarks>
    public static bool Is(Exception failure) => failure is HttpRequestException or IOException or SocketException or TimeoutException;
}
