using System.Diagnostics;

namespace Weft.Embedded;

/// <summary>
/// The shell that starts the server, then waits on a pipe from us, and stops the server when we say so or when the pipe
/// ends because we are gone: also after kill -9, which no code of ours survives.
/// </summary>
internal sealed class Supervisor : IDisposable
{
    private readonly Process _shell;
    private readonly Task _ended;

    private Supervisor(Process shell, Task ended)
    {
        _shell = shell;
        _ended = ended;
    }

    /// <returns>Null when the server did not start; its log says why.</returns>
    /// <param name="patience">How long a cancelled start may take to undo itself.</param>
    public static async Task<Supervisor?> StartAsync(ProcessStartInfo command, TimeSpan patience, CancellationToken ct)
    {
        var shell = Process.Start(command)!;
        var answer = shell.StandardOutput.ReadLineAsync(CancellationToken.None).AsTask();
        var supervisor = new Supervisor(shell, EndAsync(shell, answer));
        try
        {
            if (await answer.WaitAsync(ct) == SupervisorScript.Started)
            {
                return supervisor;
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the pipe makes it stop what it has started.
            shell.StandardInput.Close();
            await Task.WhenAny(supervisor._ended, Task.Delay(patience, CancellationToken.None));
            supervisor.Dispose();
            throw;
        }

        await supervisor._ended;
        supervisor.Dispose();
        return null;
    }

    /// <summary>Stops the server and waits until it is gone, or the time is over.</summary>
    public async Task StopAsync(bool immediately, TimeSpan timeOut)
    {
        try
        {
            await _shell.StandardInput.WriteLineAsync(immediately ? "immediate" : "fast");
            _shell.StandardInput.Close();
        }
        catch (IOException)
        {
            // The shell was killed. The caller looks for the server itself.
        }

        await Task.WhenAny(_ended, Task.Delay(timeOut));
    }

    public void Dispose() => _shell.Dispose();

    // The shell that we started is only the one that detached the other: its end of the pipe is what tells.
    private static async Task EndAsync(Process shell, Task<string?> answer)
    {
        await answer;
        await (OperatingSystem.IsWindows() ? shell.WaitForExitAsync() : shell.StandardOutput.ReadToEndAsync());
    }
}
