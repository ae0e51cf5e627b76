using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Weft.Contracts;

namespace Weft.Client;

public sealed partial class WeftClient
{
    public Task<Page<HistoryEvent>> GetEventsAsync(long after, int limit = 500, CancellationToken cancellation = default) =>
        QueryAsync<Page<HistoryEvent>>(With(At("events"), ("after", Text(after)), ("limit", Text(limit))), cancellation);

    /// <summary>
    /// Every event after a position, as it happens, until cancelled. A broken connection is resumed after the last event that was
    /// read: without hole and without repeat.
    /// </summary>
    public async IAsyncEnumerable<HistoryEvent> ReadEventsAsync(long after, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var last = after;
        while (true)
        {
            await using var connection = await EventConnection.OpenAsync(http, key, With(At("events", "stream"), ("after", Text(last))), last, retry ?? RetrySettings.Default, cancellation);
            await foreach (var item in connection.ReadAsync(cancellation))
            {
                if (item.Position <= last)
                    continue;
                last = item.Position;
                yield return item;
            }
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>One connection of the stream. It ends, rather than throws, when it breaks.</summary>
    private sealed class EventConnection(HttpResponseMessage response) : IAsyncDisposable
    {
        /// <summary>The server sends a comment every few seconds; this long a silence is a dead connection.</summary>
        private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);

        public static async Task<EventConnection> OpenAsync(HttpClient http, string key, string path, long last, RetrySettings retry, CancellationToken cancellation)
        {
            for (var tries = 0; ; tries++)
            {
                try
                {
                    return new EventConnection(await ConnectAsync(http, key, path, last, cancellation));
                }
                catch (Exception e) when (LostConnection.Is(e) && retry.Pause(tries) * tries < retry.GiveUpAfter)
                {
                    await Task.Delay(retry.Pause(tries), cancellation);
                }
                catch (WeftProblemException problem) when (problem.Status is 429 or 503 && retry.Pause(tries) * tries < retry.GiveUpAfter)
                {
                    await Task.Delay(retry.Pause(tries), cancellation);
                }
            }
        }

        public async IAsyncEnumerable<HistoryEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
        {
            using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await using var body = new WakefulStream(await response.Content.ReadAsStreamAsync(cancellation), () => silence.CancelAfter(LongestSilence));
            await using var items = SseParser.Create(body, Parse).EnumerateAsync(silence.Token).GetAsyncEnumerator(silence.Token);
            while (true)
            {
                try
                {
                    if (!await items.MoveNextAsync())
                        yield break;
                }
                catch (Exception e) when (LostConnection.Is(e) || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
                {
                    yield break;
                }
                if (items.Current.Data is { } happened)
                    yield return happened;
            }
        }

        public ValueTask DisposeAsync()
        {
            response.Dispose();
            return ValueTask.CompletedTask;
        }

        private static HistoryEvent? Parse(string type, ReadOnlySpan<byte> data) => data.Length == 0 ? null : JsonSerializer.Deserialize<HistoryEvent>(data, Wire.Json);

        private static async Task<HttpResponseMessage> ConnectAsync(HttpClient http, string key, string path, long last, CancellationToken cancellation)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
            request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
            request.Headers.TryAddWithoutValidation("Last-Event-ID", last.ToString(CultureInfo.InvariantCulture));
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
                throw WeftProblemException.Parse((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellation));
        }
    }
}
