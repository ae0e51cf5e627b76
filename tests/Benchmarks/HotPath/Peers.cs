using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using Weft.Benchmarks.Rigs;

namespace Weft.Benchmarks.HotPath;

/// <summary>SQL job queues and a durable-workflow engine from their public packages, on the same PostgreSQL, in the same run. Without node or npm they are left out,
/// and said to be.</summary>
public static class Peers
{
    private const int Workers = 32;
    private const int Seconds = 8;

    public static async Task MeasureAsync(BenchDatabase database, Dictionary<string, double> figures, CancellationToken cancellation)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Peers");
        if (!await TryRunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder, cancellation))
        {
            await Console.Error.WriteLineAsync("peers left out: npm could not install tests/Benchmarks/Peers (node 20 and npm are needed)");
            return;
        }

        foreach (var peer in new[] { "pgboss", "graphile", "dbos" })
        {
            var connection = new NpgsqlConnectionStringBuilder(await database.CreateAsync(peer));
            var url = $"postgres://{Uri.EscapeDataString(connection.Username!)}:{Uri.EscapeDataString(connection.Password!)}@{connection.Host}:{connection.Port}/{connection.Database}";
            var told = await OutputAsync("node", [$"{peer}.mjs", url, Text(Workers), Text(Seconds), Text(HttpLoop.Batch)], folder, cancellation);
            if (told is null)
            {
                await Console.Error.WriteLineAsync($"peer left out: {peer} failed");
                continue;
            }

            foreach (var (name, rate) in JsonSerializer.Deserialize<Dictionary<string, double>>(told.AsSpan(told.LastIndexOf('{')))!)
            {
                figures[$"peer_{peer}_{name}"] = rate;
            }
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task<bool> TryRunAsync(string program, string[] arguments, string folder, CancellationToken cancellation) =>
        await OutputAsync(program, arguments, folder, cancellation) is not null;

    private static async Task<string?> OutputAsync(string program, string[] arguments, string folder, CancellationToken cancellation)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
            var told = await process.StandardOutput.ReadToEndAsync(cancellation);
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? told : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
