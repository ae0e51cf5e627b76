using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Weft.EndToEnd.Tests;

/// <param name="Output">standard output</param>
/// <param name="Errors">standard error</param>
public sealed record Ended(int ExitCode, string Output, string Errors)
{
    public override string ToString() => $"exit code {ExitCode}\n--- output\n{Output}\n--- errors\n{Errors}";
}

/// <summary><c>weft</c> as a process of its own, as people start it.</summary>
public sealed partial class WeftProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly List<(string Text, TaskCompletionSource Said)> _awaited = [];
    private readonly TaskCompletionSource _spoke = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WeftProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public static WeftProcess Start(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "weft.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("WEFT_", StringComparison.Ordinal) || name == "ConnectionStrings__Weft").ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        var weft = new WeftProcess(Process.Start(start)!);
        weft._process.OutputDataReceived += (_, line) => weft.Hear(weft._output, line.Data, spoke: true);
        weft._process.ErrorDataReceived += (_, line) => weft.Hear(weft._errors, line.Data, spoke: false);
        weft._process.BeginOutputReadLine();
        weft._process.BeginErrorReadLine();
        return weft;
    }

    public static async Task<Ended> RunAsync(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        using var weft = Start(arguments, environment);
        return await weft.EndAsync();
    }

    /// <summary>Until it has said its first whole result, or ended.</summary>
    public async Task<string> FirstOutputAsync()
    {
        await Task.WhenAny(_spoke.Task, _process.WaitForExitAsync(TestContext.Current.CancellationToken)).WaitAsync(Patience, TestContext.Current.CancellationToken);
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"weft ended: {await EndAsync()}");
        }

        lock (_output)
        {
            return _output.ToString();
        }
    }

    /// <summary>Until it has said that on its error stream.</summary>
    public Task SaysAsync(string text)
    {
        var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_errors)
        {
            _awaited.Add((text, said));
            if (_errors.ToString().Contains(text, StringComparison.Ordinal))
            {
                said.TrySetResult();
            }
        }

        return said.Task.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
    }

    public async Task<Ended> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        lock (_output)
        {
            lock (_errors)
            {
                return new Ended(_process.ExitCode, _output.ToString(), _errors.ToString());
            }
        }
    }

    /// <summary>SIGTERM.</summary>
    public Task<Ended> StopAsync()
    {
        Kill(_process.Id, 15);
        return EndAsync();
    }

    /// <summary>kill -9, without what it started.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private void Hear(StringBuilder to, string? line, bool spoke)
    {
        if (line is null)
        {
            return;
        }

        lock (to)
        {
            to.AppendLine(line);
            if (!spoke)
            {
                _awaited.Where(a => line.Contains(a.Text, StringComparison.Ordinal)).ToList().ForEach(a => a.Said.TrySetResult());
            }
        }

        if (spoke && line is "}" or "Ctrl-C stops it; the data stays.")
        {
            _spoke.TrySetResult();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
