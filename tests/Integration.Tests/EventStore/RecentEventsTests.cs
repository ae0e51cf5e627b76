using System.Security.Cryptography;
using System.Text;
using JasperFx.Events;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Application.Workspaces;
using Weft.Domain.Causality;
using Weft.Integration.Tests.Door;
using Weft.Projections;
using Weft.Projections.Audit;
using Xunit;

namespace Weft.Integration.Tests.EventStore;

[Trait("Capability", "B2")]
public sealed class RecentEventsTests
{
    private static readonly StreamKind Kind = Streams.Agent;

    [Fact]
    public async Task an_event_from_memory_is_the_event_that_the_store_gives()
    {
        await using var node = await Node.StartAsync();
        await using var store = Store(node.Database);
        var types = EventNames.All.Keys.ToArray();
        var last = await AppendAsync(node, store, [.. types.Select(SampleEvents.Of)]);

        var before = last - types.Length;
        var (recent, reached) = store.Recent.After(last - types.Length, last, null, 1_000);
        reached.ShouldBe(last);
        await using var session = store.QuerySession(Node.Workspace);
        var stored = await session.Events.QueryAllRawEvents().Where(e => e.Sequence > before).OrderBy(e => e.Sequence).ToListAsync(Node.Cancellation);
        recent.Select(Text).ShouldBe(stored.Select(Text));
    }

    [Fact]
    public async Task what_is_not_there_without_a_gap_is_not_given()
    {
        await using var node = await Node.StartAsync();
        await using var store = Store(node.Database);
        var recent = new RecentEvents(store.Events, capacity: 8);
        recent.Add("w", 0, 1, [.. Enumerable.Range(1, 3).Select(i => Sample("a", i))]);
        recent.Add("w", 0, 5, [.. Enumerable.Range(1, 2).Select(i => Sample("b", i))]);

        recent.After(0, 6, null, 10).ShouldSatisfyAllConditions(r => r.Last.ShouldBe(3), r => r.Events.Select(e => e.Sequence).ShouldBe([1, 2, 3]));
        recent.After(3, 6, null, 10).Events.ShouldBeEmpty("4 is another's, or on its way");
        recent.After(4, 5, null, 10).Events.ShouldHaveSingleItem("what is beyond the high-water mark may not be seen yet").Sequence.ShouldBe(5);
        recent.After(0, 6, null, 2).Last.ShouldBe(2);
        recent.After(4, 6, new HashSet<Type> { typeof(string) }, 10).ShouldSatisfyAllConditions(r => r.Last.ShouldBe(6), r => r.Events.ShouldBeEmpty());
        recent.Add("w", 0, 7, [.. Enumerable.Range(1, 4).Select(i => Sample("c", i))]);
        recent.After(0, 10, null, 10).Events.ShouldBeEmpty("older ones have made room");
        recent.Forget();
        recent.Add("w", 0, 5, [.. Enumerable.Range(1, 2).Select(i => Sample("d", i))]);
        recent.After(4, 10, null, 10).Events.ShouldBeEmpty("what was sent before is not known to be stored");
    }

    [Fact]
    public async Task the_rows_of_a_server_that_reads_from_memory_are_the_rows_made_again_from_the_store()
    {
        var settings = await Server.SettingsAsync();
        await using var database = NpgsqlDataSource.Create(settings.ConnectionString);
        await using (var server = await Server.StartAsync(_ => settings))
        {
            var store = server.Host.Services.GetRequiredService<IDocumentStore>().ShouldBeOfType<WeftStore>();
            await RunAsync(server.Host.Services.GetRequiredService<IDoor>());
            await Eventually.TrueAsync(
                async () => (bool)(await AskAsync(database, "select min(last_seq_id) = (select max(seq_id) from weft.mt_events) from weft.mt_event_progression where name like '%:All'"))!,
                found: async () => await AskAsync(database, "select (select max(seq_id) from weft.mt_events) || ' stored; ' || string_agg(name || ' ' || last_seq_id, ', ') from weft.mt_event_progression"));
            store.Recent.Given.ShouldBeGreaterThan(0);
        }

        var live = await RowsAsync(database);
        await using var alone = Store(database);
        using var daemon = await alone.BuildProjectionDaemonAsync();
        foreach (var projection in WeftProjections.All())
        {
            await daemon.RebuildProjectionAsync(projection.Name, TimeSpan.FromMinutes(1), Server.Cancellation);
        }

        (await RowsAsync(database)).ShouldBe(live);
    }

    private static async Task RunAsync(IDoor door)
    {
        var sender = Sender.System(Node.Workspace);
        async Task<Outcome> SendAsync(ICommand command)
        {
            var outcome = await door.SendAsync(command, sender, Server.Cancellation);
            outcome.Rejection.ShouldBeNull();
            return outcome;
        }

        await SendAsync(new CreateWorkspace(Node.Workspace));
        await SendAsync(new Application.Agents.RegisterAgent("ada", Work.Profile()));
        for (var run = 0; run < 3; run++)
        {
            await SendAsync(Work.Create($"r{run}", Work.Definition(Work.Task("a"), Work.Task("b"), Work.Task("c", "a", "b"))));
            while (Work.Claimed(await SendAsync(new ClaimTasks("ada", 5, 0))) is { Count: > 0 } claimed)
            {
                await Task.WhenAll(claimed.Select(task => SendAsync(Work.Submit(task, "ada"))));
            }
        }
    }

    private static WeftStore Store(NpgsqlDataSource database)
    {
        var options = new StoreOptions();
        options.Connection(database);
        options.UseWeft().AddWeftProjections();
        return new WeftStore(options, database);
    }

    private static async Task<long> AppendAsync(Node node, WeftStore store, IReadOnlyList<object> events)
    {
        var epoch = await node.QueryAsync<long>("select epoch from weft.weft_ownership where tenant = 'w'");
        var entries = events.Select((e, i) => Sample("s", i + 1, e)).ToArray();
        return await new BatchWriter(store, node.Database).CommitAsync(new Batch(Node.Workspace, epoch, entries, []), Node.Cancellation);
    }

    private static Entry Sample(string stream, long version, object? happened = null) => Entry.Of(
        new Sender(Node.Workspace, Actor.System, Correlation: "trace-1", Causation: "message-9"),
        new Emitted(Kind, $"sample-{stream}", happened ?? SampleEvents.Of(EventNames.All.Keys.First()), new Stamp(version, new DateTimeOffset(2026, 3, 29, 1, 30, 0, TimeSpan.Zero).AddMicroseconds(version), new Dot(1, version)), [new Dot(2, 7), new Dot(3, 9)], Guid.CreateVersion7()),
        policy: 3);

    private static string Text(IEvent e) => string.Join(
        '|', e.Sequence, e.Id, e.Version, e.Timestamp.ToString("O"), e.StreamKey, e.TenantId, e.EventTypeName, e.DotNetTypeName, e.CorrelationId, e.CausationId, e.GetType().Name, Json.ToText(e.Data));

    private static async Task<object?> AskAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Server.Cancellation);
    }

    private static async Task<Dictionary<string, string>> RowsAsync(NpgsqlDataSource database)
    {
        var hashes = new Dictionary<string, string>();
        foreach (var (_, table) in ReadModels.Tables)
        {
            var rows = (string)(await AskAsync(database, $"select coalesce(string_agg(tenant_id || id || data::text, '|' order by tenant_id, id), '') from weft.mt_doc_{table}"))!;
            hashes[table] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(rows)));
        }

        return hashes;
    }
}
