using System.Diagnostics;

namespace Weft.Cli;

/// <summary>This program once more, as a process of its own.</summary>
public static class SelfProcess
{
    public static ProcessStartInfo For(IReadOnlyList<string> arguments)
    {
        var program = Environment.ProcessPath!;
        var isHost = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        return new ProcessStartInfo(program, isHost ? [typeof(SelfProcess).Assembly.Location, .. arguments] : arguments) { UseShellExecute = false };
    }
}
