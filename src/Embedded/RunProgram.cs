using System.Diagnostics;

namespace Weft.Embedded;

/// <summary>One run of another program: bounded in time, ended with all its children when the time is over.</summary>
internal sealed record RunProgram(string File, IReadOnlyList<string> Arguments)
{
    public TimeSpan TimeOut { get; init; } = TimeSpan.FromSeconds(30);

    public string? WorkingFolder { get; init; }

    /// <summary>Null: this process's own environment.</summary>
    public IReadOnlyDictionary<string, string>? Variables { get; init; }

    /// <returns>The exit code (-1 when the program could not be started) and both outputs as one text.</returns>
    public static async Task<(int Exit, string Output)> RunAsync(RunProgram run, CancellationToken ct)
    {
        using var process = new Process { StartInfo = run.ToStartInfo() };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            return (-1, failure.Message);
        }

        process.StandardInput.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(run.TimeOut);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output.WaitAsync(limit.Token) + await errors.WaitAsync(limit.Token));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            ct.ThrowIfCancellationRequested();
            throw new TimeoutException($"{Path.GetFileName(run.File)} did not end within {run.TimeOut.TotalSeconds:0} s.");
        }
    }

    private ProcessStartInfo ToStartInfo()
    {
        var start = new ProcessStartInfo(File, Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = WorkingFolder ?? "",
        };
        ServerEnvironment.Replace(start, Variables);
        return start;
    }
}
