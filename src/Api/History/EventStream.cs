using System.Globalization;
using System.Text;
using System.Text.Json;
using Weft.Application.EventStore;
using Weft.Application.History;
using Weft.Contracts;

namespace Weft.Api.History;

/// <summary>Follows the events of workspaces for readers that stay connected: one after another by position, up to the high-water mark,
/// so that a resumed reader misses nothing and gets nothing twice.</summary>
public sealed class EventStream(HistoryReader history, HighWater water, CommitSignal commits, IHostApplicationLifetime server, TimeProvider time)
{
    /// <summary>Readers at once; each holds a connection, not a thread.</summary>
    public const int MaxReaders = 256;

    private const int EventsAtOnce = 200;

    /// <summary>Commits of other nodes are seen this late at most.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(10);

    /// <summary>A reader that takes nothing for so long is let go; it resumes with the last id that it read.</summary>
    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(30);

    private int _readers;

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _readers) <= MaxReaders)
        {
            return true;
        }

        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _readers);

    /// <summary>Whether an open stream is over because of this, and not broken: the reader is gone, or the server or its store is going, and
    /// what was to be read from it is closed in whatever order. A reader that is cut off instead would take it for a fault of the network.</summary>
    public bool IsEnd(Exception error) =>
        error is OperationCanceledException || StoreErrors.IsUnavailable(error) || server.ApplicationStopping.IsCancellationRequested;

    /// <summary>Until the reader goes or the server stops.</summary>
    public async Task WriteAsync(string workspace, long after, Stream body, CancellationToken aborted)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(aborted, server.ApplicationStopping);
        var heard = time.GetUtcNow();
        await WriteAsync(body, ": weft\n\n", stop.Token);
        while (!stop.IsCancellationRequested)
        {
            var next = commits.Next(workspace);
            var upTo = await water.ReadAsync(stop.Token);
            var (events, more) = await history.AllAsync(workspace, after, upTo, EventsAtOnce, stop.Token);
            if (events.Count > 0)
            {
                await WriteAsync(body, Text(events), stop.Token);
                heard = time.GetUtcNow();
            }

            after = more ? events[^1].Position : Math.Max(after, upTo);
            if (more)
            {
                continue;
            }

            if (time.GetUtcNow() - heard > HeartbeatEvery)
            {
                await WriteAsync(body, ": alive\n\n", stop.Token);
                heard = time.GetUtcNow();
            }

            await Task.WhenAny(next, Task.Delay(Pace, time, stop.Token));
        }
    }

    private static string Text(List<HistoryEvent> events)
    {
        var text = new StringBuilder();
        foreach (var happened in events)
        {
            text.Append(CultureInfo.InvariantCulture, $"id: {happened.Position}\nevent: {happened.Type}\ndata: {JsonSerializer.Serialize(happened, Coordination.Json.Options)}\n\n");
        }

        return text.ToString();
    }

    private static async Task WriteAsync(Stream body, string text, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(LongestWrite);
        await body.WriteAsync(Encoding.UTF8.GetBytes(text), patience.Token);
        await body.FlushAsync(patience.Token);
    }
}
