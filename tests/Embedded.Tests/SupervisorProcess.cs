using System.Diagnostics;
using System.Globalization;

namespace Weft.Embedded.Tests;

/// <summary>Finds the shell that looks after the server of a folder.</summary>
internal static class SupervisorProcess
{
    public static Process Of(string dataDir) =>
        CommandLines()
            .Where(process => process.Words.Contains("weft-postgres") && process.Words.Contains("-D"))
            .Where(process => process.Words.Any(word => word.StartsWith(dataDir, StringComparison.Ordinal)))
            .Select(process => Process.GetProcessById(process.Id))
            .Single();

    public static IEnumerable<(int Id, string[] Words)> CommandLines()
    {
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                yield return (process.Id, Words(process.Id));
            }
        }
    }

    private static string[] Words(int id)
    {
        try
        {
            return OperatingSystem.IsLinux() ? File.ReadAllText($"/proc/{id}/cmdline").Split('\0') : Ask(id).Split(' ');
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return [];
        }
    }

    private static string Ask(int id) =>
        RunProgram.RunAsync(new RunProgram("ps", ["-ww", "-o", "command=", "-p", id.ToString(CultureInfo.InvariantCulture)]), default)
            .GetAwaiter().GetResult().Output;
}
