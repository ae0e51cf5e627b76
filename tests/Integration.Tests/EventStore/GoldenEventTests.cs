using System.Text.Json;
using System.Text.Json.Nodes;
using JasperFx.Events;
using Shouldly;
using Weft.Application.EventStore;
using Weft.Integration.Tests.Door;
using Xunit;

namespace Weft.Integration.Tests.EventStore;

/// <summary>Every event type ever shipped, as it was stored: today's code must read it and lose nothing. A sample is written once, by
/// running these tests with WEFT_WRITE_SAMPLES=1, and never changed; where the code has moved on, an upcaster is the way out.</summary>
[Trait("Capability", "B2")]
public sealed class GoldenEventTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static TheoryData<string> Names => [.. EventNames.All.Values.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void every_event_type_has_a_stored_sample(string name)
    {
        var type = EventNames.All.Single(e => e.Value == name).Key;
        if (!File.Exists(PathOf(name)) && Environment.GetEnvironmentVariable("WEFT_WRITE_SAMPLES") == "1")
        {
            var sample = new JsonObject
            {
                ["data"] = JsonSerializer.SerializeToNode(SampleEvents.Of(type), type, Application.EventStore.Json.Options),
                ["headers"] = new JsonObject { ["actor"] = "agent:ada", ["dot"] = "3.17", ["policy"] = 2, ["deps"] = "1.4 2.9" },
            };
            File.WriteAllText(PathOf(name), sample.ToJsonString(Indented) + "\n");
        }

        File.Exists(PathOf(name)).ShouldBeTrue($"'{name}' has no sample: run this test once with WEFT_WRITE_SAMPLES=1 and commit {Path.GetFileName(PathOf(name))}");
    }

    [Fact]
    public void no_event_type_that_was_shipped_has_gone() =>
        Directory.EnumerateFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Except(EventNames.All.Values).ShouldBeEmpty();

    /// <summary>A field that was renamed or removed is missing when the event is written again.</summary>
    [Fact]
    public async Task todays_code_reads_every_stored_event_and_loses_nothing()
    {
        await using var node = await Node.StartAsync();
        foreach (var (type, name) in EventNames.All)
        {
            var sample = Read(name);
            await StoreAsync(node, name, sample);
            await using var session = node.Store.QuerySession("golden");
            var read = (await session.Events.FetchStreamAsync(name, token: Node.Cancellation)).ShouldHaveSingleItem();

            read.Data.ShouldBeOfType(type);
            var again = JsonSerializer.SerializeToNode(read.Data, type, Application.EventStore.Json.Options);
            JsonNode.DeepEquals(again, sample["data"]).ShouldBeTrue($"{name} was {sample["data"]!.ToJsonString()} and is {again!.ToJsonString()}");
            Headers.DotOf(read).ToString().ShouldBe("3.17");
            Headers.Text(read, Headers.Policy).ShouldBe("2");
            (Headers.Text(read, Headers.Actor), Headers.Text(read, Headers.Deps)).ShouldBe(("agent:ada", "1.4 2.9"));
        }
    }

    /// <summary>The CLR name beside the event is one that never was: only the stored name counts.</summary>
    private static async Task StoreAsync(Node node, string name, JsonObject sample)
    {
        await using var command = node.Database.CreateCommand(
            """
            with s as (insert into weft.mt_streams (id, tenant_id, version) values ($1, 'golden', 1))
            insert into weft.mt_events (seq_id, id, stream_id, version, data, type, tenant_id, mt_dotnet_type, headers)
            values (nextval('weft.mt_events_sequence'), gen_random_uuid(), $1, 1, $2::jsonb, $1, 'golden', 'Moved.Elsewhere, Gone', $3::jsonb)
            """);
        command.Parameters.AddWithValue(name);
        command.Parameters.AddWithValue(sample["data"]!.ToJsonString());
        command.Parameters.AddWithValue(sample["headers"]!.ToJsonString());
        await command.ExecuteNonQueryAsync(Node.Cancellation);
    }

    private static JsonObject Read(string name) => JsonNode.Parse(File.ReadAllText(PathOf(name)))!.AsObject();

    private static string PathOf(string name) => Path.Combine(Folder, $"{name}.json");

    private static string Folder => Path.Combine(Checkout.Root, "tests", "Integration.Tests", "EventStore", "Samples");
}
