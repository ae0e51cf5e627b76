using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Weft.Contracts;

namespace Weft.Client;

/// <summary>One request to be sent, as often as it takes: its content is made anew each time.</summary>
internal sealed record Call(HttpMethod Method, string Path, TimeSpan TimeOut)
{
    public Func<HttpContent>? Content { get; init; }

    /// <summary>Commands only; the same in every try, so a command is done once however often it is sent.</summary>
    public string? Key { get; init; }

    public CallOptions Options { get; init; } = new();
}

/// <summary>Sends calls: key, time-out, retries with back-off; answers by type, refusals as exceptions.</summary>
internal sealed class Transport(HttpClient http, string key, RetrySettings retry, TimeProvider time)
{
    private const int MaxProblemBytes = 1024 * 1024;
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(30);
    private long _position;

    /// <summary>The highest position that any command of this client was answered with.</summary>
    public long Position => Interlocked.Read(ref _position);

    public async Task<T> SendAsync<T>(Call call, CancellationToken cancellation)
    {
        var (body, _) = await ReadAsync(call, cancellation);
        return JsonSerializer.Deserialize<T>(body, Wire.Json) ?? throw new JsonException($"{call.Method} {call.Path} was answered with null");
    }

    public async Task SendAsync(Call call, CancellationToken cancellation) => await ReadAsync(call, cancellation);

    public async Task<(byte[] Body, HttpResponseHeaders Headers)> ReadAsync(Call call, CancellationToken cancellation) =>
        await RetryAsync(
            call,
            async (response, limit) =>
            {
                Remember(response.Headers);
                return (await response.Content.ReadAsByteArrayAsync(limit), response.Headers);
            },
            cancellation);

    /// <summary>Runs <paramref name="read"/> on a good answer; what fails on the way, its reading included, is tried again.</summary>
    public async Task<T> RetryAsync<T>(Call call, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        for (var tries = 0; ; tries++)
        {
            TimeSpan pause;
            try
            {
                return await OnceAsync(call, read, cancellation);
            }
            catch (BusyException busy)
            {
                pause = busy.RetryAfter ?? retry.Pause(tries);
                if (time.GetElapsedTime(started) + pause >= retry.GiveUpAfter)
                    throw busy.Problem;
            }
            catch (Exception e) when (LostConnection.Is(e))
            {
                pause = retry.Pause(tries);
                if (time.GetElapsedTime(started) + pause >= retry.GiveUpAfter)
                    throw;
            }
            await Task.Delay(pause, time, cancellation);
        }
    }

    private async Task<T> OnceAsync<T>(Call call, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(call.TimeOut);
        try
        {
            using var request = Request(call);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (response.IsSuccessStatusCode)
                return await read(response, limit.Token);
            var problem = WeftProblemException.Parse((int)response.StatusCode, await ProblemAsync(response, limit.Token));
            throw response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable
                ? new BusyException(problem, RetryAfter(response.Headers.RetryAfter))
                : problem;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"{call.Method} {call.Path} had no answer within {call.TimeOut.TotalSeconds:0.#} s");
        }
    }

    private HttpRequestMessage Request(Call call)
    {
        var request = new HttpRequestMessage(call.Method, call.Path) { Content = call.Content?.Invoke() };
        if (key.Length > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (call.Key is not null)
            request.Headers.TryAddWithoutValidation(WeftHeaders.IdempotencyKey, call.Key);
        if (call.Options.IfMatch is { } version)
            request.Headers.TryAddWithoutValidation("If-Match", string.Create(CultureInfo.InvariantCulture, $"\"{version}\""));
        if (call.Options.DependsOn is { Count: > 0 } dots)
            request.Headers.TryAddWithoutValidation(WeftHeaders.DependsOn, string.Join(' ', dots));
        if (call.Options.Correlation is { } correlation)
            request.Headers.TryAddWithoutValidation(WeftHeaders.Correlation, correlation);
        return request;
    }

    private void Remember(HttpResponseHeaders headers)
    {
        if (!headers.TryGetValues(WeftHeaders.Position, out var values) || !long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            return;
        long seen;
        while ((seen = Interlocked.Read(ref _position)) < position && Interlocked.CompareExchange(ref _position, position, seen) != seen)
        {
        }
    }

    private static async Task<byte[]> ProblemAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        using var kept = new MemoryStream();
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[16 * 1024];
        int read;
        while (kept.Length < MaxProblemBytes && (read = await body.ReadAsync(buffer, cancellation)) > 0)
            kept.Write(buffer, 0, read);
        return kept.ToArray();
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var asked = header?.Delta ?? header?.Date - time.GetUtcNow();
        if (asked is not { } pause)
            return null;
        // A little later than asked and not all at once.
        pause += TimeSpan.FromMilliseconds(Random.Shared.Next(250));
        return pause < TimeSpan.Zero ? TimeSpan.Zero : pause > LongestRetryAfter ? LongestRetryAfter : pause;
    }

    private sealed class BusyException(WeftProblemException problem, TimeSpan? retryAfter) : Exception(problem.Message)
    {
        public WeftProblemException Problem { get; } = problem;

        public TimeSpan? RetryAfter { get; } = retryAfter;
    }
}
