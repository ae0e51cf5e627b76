using System;
using System.Globalization;
using System.Threading;

namespace Notes;

public static class Program
{
    public static int Main(string[] args)
    {
        var port = args.Length == 1 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 8080;
        using var server = new Server(port, ".");
        Console.WriteLine($"listening on {server.Address}");
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }
}
