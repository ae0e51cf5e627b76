using System.Diagnostics;
using System.Globalization;

namespace Weft.Cli.Agents;

/// <summary>Agents that run elsewhere: a command of the platform's makes it so many. It is told <c>WEFT_SCALE_FROM</c>, <c>WEFT_SCALE_TO</c>,
/// <c>WEFT_LAUNCHER</c> and <c>WEFT_WORKSPACE</c>, and is run again until it exits 0.</summary>
public sealed class HookPool(string command, string name, string workspace, Screen screen) : IAgentPool
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private int? _now;

    public async Task<bool> ScaleAsync(int wanted, CancellationToken cancellation)
    {
        if (_now == wanted)
        {
            return true;
        }

        var start = OperatingSystem.IsWindows() ? new ProcessStartInfo("cmd.exe", ["/c", command]) : new ProcessStartInfo("/bin/sh", ["-c", command]);
        start.UseShellExecute = false;
        start.Environment["WEFT_SCALE_FROM"] = _now?.ToString(CultureInfo.InvariantCulture) ?? "";
        start.Environment["WEFT_SCALE_TO"] = wanted.ToString(CultureInfo.InvariantCulture);
        start.Environment["WEFT_WORKSPACE"] = workspace;
        start.Environment["WEFT_LAUNCHER"] = name;
        start.Environment.Remove("WEFT_KEY");
        using var process = Process.Start(start) ?? throw new FailedException("the hook could not be started");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            screen.Say("the hook did not end in time");
            return false;
        }

        screen.Say($"the hook for {wanted} agents ended with exit code {process.ExitCode}");
        _now = process.ExitCode == 0 ? wanted : _now;
        return process.ExitCode == 0;
    }

    /// <summary>What runs elsewhere goes on without the launcher.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
