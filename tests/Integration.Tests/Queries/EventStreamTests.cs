using System.Globalization;
using System.Net.ServerSentEvents;
using Marten;
using Marten.Services;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Weft.Contracts;
using Weft.Domain.Conflicts;
using Xunit;
using static Weft.Integration.Tests.Hosting.Reachability;

namespace Weft.Integration.Tests.Queries;

[Trait("Capability", "B3")]
public sealed class EventStreamTests
{
    [Fact]
    public async Task a_reader_that_comes_back_gets_every_event_once()
    {
        using var scene = await Scene.OpenAsync();
        var seen = await ReadAsync(scene, 0, 2);
        var playing = scene.PlayAsync();
        while (seen.Count < 20)
        {
            seen.AddRange(await ReadAsync(scene, seen[^1], 3));
        }

        await playing;
        var all = await AllAsync(scene);
        seen.AddRange(await ReadAsync(scene, seen[^1], all.Count - seen.Count));
        seen.ShouldBe(all);
    }

    [Fact]
    public async Task a_commit_that_overtakes_another_is_sent_after_it()
    {
        using var scene = await Scene.OpenAsync();
        var last = (await AllAsync(scene))[^1];
        await using var connection = await scene.Server.Host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Server.Cancellation);
        await using var slow = await connection.BeginTransactionAsync(Server.Cancellation);
        var options = SessionOptions.ForTransaction(slow);
        options.TenantId = scene.Workspace;
        await using (var session = scene.Server.Host.Services.GetRequiredService<IDocumentStore>().LightweightSession(options))
        {
            session.Events.StartStream("conflict-slow", new ConflictDetected("slow", "w", "t", [], null, "o", "t", []));
            await session.SaveChangesAsync(Server.Cancellation);
        }

        // Numbered after it, committed before it.
        await scene.JoinAsync("ada");
        var reading = ReadAsync(scene, last, 3);
        await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(1), Server.Cancellation));
        reading.IsCompleted.ShouldBeFalse("nothing may be passed on while a lower number is under way");
        await slow.CommitAsync(Server.Cancellation);
        var seen = await reading;
        seen.ShouldBe((await AllAsync(scene)).Where(p => p > last).Take(3));
        (await scene.ReadAsync<Page<HistoryEvent>>($"{scene.At}/events?after={last}&limit=1")).Items.Single().Stream.ShouldBe("conflict-slow");
    }

    [Fact]
    public async Task a_stream_ends_when_the_server_stops()
    {
        var server = await Server.StartAsync();
        using var scene = await Scene.OpenAsync(server);
        using var answer = await scene.Http.GetAsync($"{scene.At}/events/stream", HttpCompletionOption.ResponseHeadersRead, Server.Cancellation);
        var body = await answer.Content.ReadAsStreamAsync(Server.Cancellation);
        await body.ReadExactlyAsync(new byte[8], Server.Cancellation);
        var rest = new StreamReader(body).ReadToEndAsync(Server.Cancellation);
        await server.DisposeAsync();
        await rest.WaitAsync(TimeSpan.FromSeconds(30), Server.Cancellation);
    }

    [Fact]
    public async Task a_stream_ends_when_the_database_goes_and_is_resumed_when_it_is_back()
    {
        await using var server = await Server.StartAsync();
        using var scene = await Scene.OpenAsync(server);
        var seen = await ReadAsync(scene, 0, 2);
        using var answer = await scene.Http.GetAsync($"{scene.At}/events/stream", HttpCompletionOption.ResponseHeadersRead, Server.Cancellation);
        var rest = new StreamReader(await answer.Content.ReadAsStreamAsync(Server.Cancellation)).ReadToEndAsync(Server.Cancellation);
        await AllowConnectionsAsync(server, false);
        // Ended, not broken: whatever the reader has was whole.
        (await rest.WaitAsync(TimeSpan.FromSeconds(30), Server.Cancellation)).ShouldEndWith("\n\n");
        await AllowConnectionsAsync(server, true);
        var all = await AllAsync(scene);
        seen.AddRange(await ReadAsync(scene, seen[^1], all.Count - seen.Count));
        seen.ShouldBe(all);
    }

    private static async Task<List<long>> AllAsync(Scene scene) =>
        [.. (await scene.ReadAsync<Page<HistoryEvent>>($"{scene.At}/events?limit=1000")).Items.Select(e => e.Position)];

    /// <summary>Connects, reads so many events, and goes.</summary>
    private static async Task<List<long>> ReadAsync(Scene scene, long after, int count)
    {
        var seen = new List<long>();
        if (count == 0)
        {
            return seen;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Server.Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{scene.At}/events/stream");
        request.Headers.Add("Last-Event-ID", after.ToString(CultureInfo.InvariantCulture));
        using var answer = await scene.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        await foreach (var item in SseParser.Create(await answer.Content.ReadAsStreamAsync(limit.Token)).EnumerateAsync(limit.Token))
        {
            seen.Add(long.Parse(item.EventId!, CultureInfo.InvariantCulture));
            if (seen.Count == count)
            {
                break;
            }
        }

        return seen;
    }
}
