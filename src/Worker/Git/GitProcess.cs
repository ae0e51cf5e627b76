using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Weft.Worker.Git;

/// <summary>Runs git: bounded in time and output, with nothing of the caller's environment but what <see cref="GitSafety"/> lists.</summary>
public static class GitProcess
{
    private const int MaxErrorBytes = 64 * 1024;

    /// <summary>As <see cref="RunAsync"/>, but anything other than exit code 0 is an exception.</summary>
    public static async Task<GitResult> DemandAsync(GitCall call, CancellationToken cancellation)
    {
        var result = await RunAsync(call, cancellation);
        return result.Succeeded ? result : throw new GitException(call, result);
    }

    public static async Task<GitResult> RunAsync(GitCall call, CancellationToken cancellation)
    {
        using var process = Start(call);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(call.TimeOut);
        try
        {
            var error = ReadAsync(process.StandardError.BaseStream, MaxErrorBytes, failsBeyond: false, limit.Token);
            var output = ReadAsync(process.StandardOutput.BaseStream, call.MaxOutputBytes, failsBeyond: true, limit.Token);
            await WriteAsync(process, call.Input, limit.Token);
            var bytes = await output;
            var words = Encoding.UTF8.GetString(await error);
            await process.WaitForExitAsync(limit.Token);
            return new GitResult(process.ExitCode, bytes, words);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new GitException($"git {GitException.Verb(call)} did not end within {call.TimeOut.TotalSeconds:0} s");
        }
        finally
        {
            End(process);
        }
    }

    private static Process Start(GitCall call)
    {
        var start = new ProcessStartInfo("git")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = call.WorkingDirectory ?? call.WorkTree ?? call.GitDirectory ?? "",
        };
        foreach (var argument in call.Arguments)
            start.ArgumentList.Add(argument);
        start.Environment.Clear();
        foreach (var (name, value) in GitSafety.EnvironmentOf(call))
            start.Environment[name] = value;
        try
        {
            return Process.Start(start) ?? throw new GitException("git could not be started");
        }
        catch (Win32Exception e)
        {
            throw new GitException($"git could not be started ({e.Message}): install git 2.39 or newer and put it on PATH", e);
        }
    }

    private static async Task WriteAsync(Process process, ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, cancellation);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // git ended without reading all of its input: its exit code and words tell why.
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, long atMost, bool failsBeyond, CancellationToken cancellation)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[32 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellation)) > 0)
        {
            if (kept.Length + read <= atMost)
                kept.Write(buffer, 0, read);
            else if (failsBeyond)
                throw new GitException($"git answered with more than {atMost} bytes");
        }
        return kept.ToArray();
    }

    private static void End(Process process)
    {
        try
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself in between.
        }
    }
}
