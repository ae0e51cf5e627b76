using System.Diagnostics;

namespace Weft.Worker.Processes;

/// <summary>
/// The same on Windows, with what .NET itself offers: the tree is ended by walking from parent to child, usage is that of the
/// shell process only, and a worker that is killed does not take its command with it.
/// </summary>
internal static class WindowsCommand
{
    public static async Task<CommandResult> RunAsync(CommandRequest request, Action<OutputLine> write, TimeProvider time, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        using var process = Start(request);
        var budget = new OutputBudget(request.Limits.MaxTotalBytes);
        var output = OutputPump.Start(process.StandardOutput.BaseStream, process.StandardError.BaseStream, request.Limits, budget, write);
        var ending = await WaitAsync(process, request, time, stop);
        await Task.WhenAny(output, Task.Delay(TimeSpan.FromSeconds(2), time, CancellationToken.None));
        var usage = new ResourceUsage(
            (long)time.GetElapsedTime(started).TotalMilliseconds, (long)process.TotalProcessorTime.TotalMilliseconds, null, null, null, null, []);
        return new CommandResult(ending, process.ExitCode, usage, budget.Dropped);
    }

    private static Process Start(CommandRequest request)
    {
        var start = new ProcessStartInfo("cmd.exe")
        {
            WorkingDirectory = request.Folder,
            Arguments = $"/d /s /c \"{request.Command}\"",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in request.Environment)
            start.Environment[name] = value;
        start.Environment[Watchdog.Mark] = request.Run;
        var process = Process.Start(start) ?? throw new IOException("the command could not be started");
        process.StandardInput.Close();
        return process;
    }

    private static async Task<CommandEnding> WaitAsync(Process process, CommandRequest request, TimeProvider time, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(request.TimeOut, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            await process.WaitForExitAsync(either.Token);
            return CommandEnding.Exited;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            return stop.IsCancellationRequested ? CommandEnding.Stopped : CommandEnding.TimedOut;
        }
    }
}
