using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Weft.Embedded.Tests;

/// <summary>Another process that holds a server: the one to be killed.</summary>
public sealed class HolderProcess : IDisposable
{
    public const string Url = "http://127.0.0.1:5080";
    private readonly Process _process;

    private HolderProcess(Process process, int server, string connectionString)
    {
        _process = process;
        ServerId = server;
        ConnectionString = connectionString;
    }

    public int Id => _process.Id;

    public int ServerId { get; }

    public string ConnectionString { get; }

    public int Port => new NpgsqlConnectionStringBuilder(ConnectionString).Port;

    public static async Task<HolderProcess> StartAsync(string dataDir)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Weft.Embedded.Holder.dll");
        var process = Process.Start(new ProcessStartInfo("dotnet", [program, dataDir, Url])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var line = await process.StandardOutput.ReadLineAsync(TestFolder.Token)
            ?? throw new InvalidOperationException("The holder ended before it had a server.");
        var words = line.Split(' ', 2);
        return new HolderProcess(process, int.Parse(words[0], CultureInfo.InvariantCulture), words[1]);
    }

    /// <summary>kill -9</summary>
    public async Task KillAsync(bool withChildren = false)
    {
        _process.Kill(withChildren);
        await _process.WaitForExitAsync(TestFolder.Token);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
