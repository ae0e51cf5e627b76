using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Weft.Contracts;

namespace Weft.Application.Agents;

/// <summary>Progress and output lines: kept in memory, written in bulk at most once a second, dropped when more comes than can be
/// written. Nothing here is an event, and nothing is decided by it.</summary>
public sealed class Telemetry : IAsyncDisposable
{
    private const int Most = 20_000;
    private const int MostBytes = 32 * 1024 * 1024;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly Channel<Line> _lines = Channel.CreateBounded<Line>(new BoundedChannelOptions(Most) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly NpgsqlDataSource _database;
    private readonly TimeProvider _time;
    private readonly ILogger<Telemetry> _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _writing;
    private long _bytes;
    private long _dropped;

    private sealed record Line(string Workspace, DateTimeOffset At, ProgressReport Report)
    {
        public long Bytes => 200 + (Report.Output?.Length ?? 0) + (Report.Message?.Length ?? 0);
    }

    public Telemetry(NpgsqlDataSource database, TimeProvider time, ILogger<Telemetry> log)
    {
        (_database, _time, _log) = (database, time, log);
        _writing = Task.Run(WriteAllAsync);
    }

    /// <summary>Reports that were not kept since the start.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public void Add(string workspace, ProgressReport report)
    {
        var line = new Line(workspace, _time.GetUtcNow(), report);
        if (Interlocked.Add(ref _bytes, line.Bytes) > MostBytes || !_lines.Writer.TryWrite(line))
        {
            Interlocked.Add(ref _bytes, -line.Bytes);
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <summary>What is in memory is written before it ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_lines.Writer.TryComplete())
        {
            await _stop.CancelAsync();
            await _writing;
            _stop.Dispose();
        }
    }

    private async Task WriteAllAsync()
    {
        while (await _lines.Reader.WaitToReadAsync())
        {
            var lines = new List<Line>();
            while (_lines.Reader.TryRead(out var line))
            {
                lines.Add(line);
                Interlocked.Add(ref _bytes, -line.Bytes);
            }

            try
            {
                await WriteAsync(Coalesced(lines));
            }
            catch (Exception error)
            {
                Interlocked.Add(ref _dropped, lines.Count);
                _log.LogWarning("{Count} progress reports were not written: {Error}", lines.Count, error.Message);
            }

            await Task.Delay(Pace, _time, _stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    /// <summary>Of reports without text only the newest of each task says anything.</summary>
    private static IEnumerable<Line> Coalesced(List<Line> lines)
    {
        var newest = lines.Where(l => l.Report is { Output: null, Message: null }).GroupBy(l => (l.Workspace, l.Report.Workflow, l.Report.Task, l.Report.Token)).Select(g => g.Last()).ToHashSet();
        return lines.Where(l => l.Report is not { Output: null, Message: null } || newest.Contains(l));
    }

    private async Task WriteAsync(IEnumerable<Line> lines)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await using var connection = await _database.OpenConnectionAsync(limit.Token);
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy weft.weft_telemetry (tenant, workflow, task, token, at, percent, message, output, cpu_ms, memory_bytes) from stdin (format binary)", limit.Token);
        foreach (var (workspace, at, report) in lines)
        {
            await copy.StartRowAsync(limit.Token);
            await copy.WriteAsync(workspace, limit.Token);
            await copy.WriteAsync(report.Workflow, limit.Token);
            await copy.WriteAsync(report.Task, limit.Token);
            await copy.WriteAsync(report.Token, limit.Token);
            await copy.WriteAsync(at, NpgsqlDbType.TimestampTz, limit.Token);
            await copy.WriteAsync(report.Percent, limit.Token);
            await WriteAsync(copy, Clean(report.Message), limit.Token);
            await WriteAsync(copy, Clean(report.Output), limit.Token);
            await WriteAsync(copy, report.CpuMs, limit.Token);
            await WriteAsync(copy, report.MemoryBytes, limit.Token);
        }

        await copy.CompleteAsync(limit.Token);
    }

    private static Task WriteAsync<T>(NpgsqlBinaryImporter copy, T value, CancellationToken cancellation) =>
        value is null ? copy.WriteNullAsync(cancellation) : copy.WriteAsync(value, cancellation);

    /// <summary>PostgreSQL's text takes every character but one.</summary>
    private static string? Clean(string? text) => text?.Replace('\0', '\uFFFD');
}
