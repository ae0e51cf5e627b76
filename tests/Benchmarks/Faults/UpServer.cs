using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Weft.Client;

namespace Weft.Benchmarks.Faults;

/// <summary><c>weft up</c> as a process, on one folder and one port: to be killed, and started again by the same command.</summary>
/// <param name="environment">settings beside these</param>
internal sealed class UpServer(string folder, int port, IReadOnlyDictionary<string, string>? environment = null) : IAsyncDisposable
{
    private const int Kept = 60;
    private readonly Queue<string> _said = new();
    private Process? _process;

    public string Url { get; } = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");

    public string AdminKey => File.ReadAllText(Path.Combine(folder, "admin.key")).Trim();

    /// <summary>The PostgreSQL of the folder, by the file that it keeps there itself.</summary>
    public int PostgresId => int.Parse(
        File.ReadLines(Directory.GetFiles(Path.Combine(folder, "postgres"), "postmaster.pid", SearchOption.AllDirectories).Single()).First(), CultureInfo.InvariantCulture);

    /// <summary>Does not wait until it is ready.</summary>
    public void Start()
    {
        string[] words = [Path.Combine(AppContext.BaseDirectory, "weft.dll"), "up", "--port", port.ToString(CultureInfo.InvariantCulture), "--data-dir", folder];
        var start = new ProcessStartInfo("dotnet", words) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["WEFT_LOG_LEVEL"] = "Warning";
        start.Environment.Remove("ConnectionStrings__Weft");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Until it takes requests.</summary>
    public async Task ReadyAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient();
        while (true)
        {
            EnsureRuns();
            try
            {
                using var answer = await http.GetAsync(new Uri($"{Url}/health/ready"), cancellation);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception unheard) when (LostConnection.Is(unheard))
            {
                // Nobody listens yet.
            }

            await Task.Delay(50, cancellation);
        }
    }

    /// <summary>kill -9, without what it started.</summary>
    public async Task KillAsync(CancellationToken cancellation)
    {
        _process!.Kill();
        await _process.WaitForExitAsync(cancellation);
        _process.Dispose();
        _process = null;
    }

    /// <summary>What <c>pg_ctl stop -m immediate</c> does, until it is gone.</summary>
    public async Task StopPostgresAsync(CancellationToken cancellation)
    {
        var id = PostgresId;
        await SignalAsync("QUIT", id);
        try
        {
            using var postgres = Process.GetProcessById(id);
            await postgres.WaitForExitAsync(cancellation);
        }
        catch (ArgumentException)
        {
            // It is gone already.
        }
    }

    public async Task StopAsync(CancellationToken cancellation)
    {
        await SignalAsync("TERM", _process!.Id);
        await _process.WaitForExitAsync(cancellation);
    }

    /// <summary>A server that nobody killed and that is not there is a finding of its own.</summary>
    public void EnsureRuns()
    {
        if (_process is { HasExited: true })
        {
            throw new InvalidOperationException($"weft up ended by itself:\n{Said}");
        }
    }

    public string Said
    {
        get
        {
            lock (_said)
            {
                return string.Join('\n', _said);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            // PostgreSQL stops by itself when it finds the server gone.
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Hear(string? line)
    {
        lock (_said)
        {
            if (line is not null)
            {
                _said.Enqueue(line.Length > 400 ? line[..400] : line);
            }

            while (_said.Count > Kept)
            {
                _said.Dequeue();
            }
        }
    }

    private static async Task SignalAsync(string signal, int process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}
