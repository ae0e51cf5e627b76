using System.Diagnostics;

namespace Weft.Worker.Tests;

/// <summary>Starts the worker of tests/Worker.Child, which a test may kill.</summary>
internal static class Child
{
    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Weft.Worker.Child")) { RedirectStandardOutput = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
