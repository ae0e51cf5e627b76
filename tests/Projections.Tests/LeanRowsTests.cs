using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Marten;
using Shouldly;
using Weft.Application.EventStore;
using Weft.Domain.Workflows;
using Weft.Projections.Workflows;

namespace Weft.Projections.Tests;

/// <summary>What is not stored of a row is what reading it gives anyway.</summary>
[Trait("Capability", "B2")]
public sealed class LeanRowsTests
{
    private static readonly ISerializer Stored = Options().Serializer();

    public static TheoryData<Type> Types() => [.. WeftProjections.All().SelectMany(p => p.PublishedTypes())];

    [Theory, MemberData(nameof(Types))]
    public void a_row_is_read_as_it_was_written(Type type)
    {
        foreach (var row in new[] { SampleRows.Empty(type), SampleRows.Full(type) })
        {
            Whole(Read(type, Stored.ToJson(row))).ShouldBe(Whole(row));
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void whatever_a_row_says_is_written_by_itself_too(Type type)
    {
        foreach (var property in type.GetProperties().Where(p => p.SetMethod is not null))
        {
            foreach (var value in new[] { property.GetValue(SampleRows.Full(type)), SampleRows.Nothing(property.PropertyType) })
            {
                var row = SampleRows.Empty(type);
                property.SetValue(row, value);
                Whole(Read(type, Stored.ToJson(row))).ShouldBe(Whole(row), property.Name);
            }
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void what_a_row_must_say_is_always_written_and_what_is_empty_is_not(Type type)
    {
        var required = type.GetProperties().Where(p => p.IsDefined(typeof(RequiredMemberAttribute), inherit: false)).Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)).ToArray();
        using var empty = JsonDocument.Parse(Stored.ToJson(SampleRows.Empty(type)));
        var written = empty.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetRawText());
        required.Except(written.Keys).ShouldBeEmpty();
        written.Where(p => !required.Contains(p.Key) && p.Value is "false" or "0" or "[]" or "{}").ShouldBeEmpty();
    }

    [Fact]
    public void events_are_written_whole()
    {
        var planned = SimulatedRun.Definition(SimulatedRun.Task("a"));
        Stored.ToJson(planned).ShouldBe(Json.ToText(planned));
        Stored.ToJson(new TaskYielded("a", 0, "", "", "")).ShouldBe(Json.ToText(new TaskYielded("a", 0, "", "", "")));
    }

    /// <summary>The database pays for each byte and key of it, for each task of each run.</summary>
    [Fact]
    public async Task the_row_of_a_finished_simple_task_is_no_larger_than_this()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AppendAsync("acme", new SimulatedRun("w").Begin(SimulatedRun.Definition(SimulatedRun.Task("a"))).At(1).Take("a", "ada").At(9).Submit("a"));
        await store.CatchUpAsync();
        await using var command = store.Database.CreateCommand("select data::text from weft.mt_doc_task_row");
        ((string)(await command.ExecuteScalarAsync(TestStore.Cancellation))!).ShouldBe(
            """
            {"id": "w/a", "kind": "Work", "task": "a", "stage": "build", "doneBy": "ada", "status": "Completed", "attempt": 1, "endedAt": "2026-03-01T00:00:09+00:00",
            "readyAt": "2026-03-01T00:00:00+00:00", "version": 7, "position": 7, "priority": 0, "progress": 10000,
            "segments": [{"to": "2026-03-01T00:00:01+00:00", "end": "Followed", "from": "2026-03-01T00:00:00+00:00", "phase": "Queued", "attempt": 1},
            {"to": "2026-03-01T00:00:01+00:00", "end": "Followed", "from": "2026-03-01T00:00:01+00:00", "agent": "ada", "phase": "Dispatched", "attempt": 1},
            {"to": "2026-03-01T00:00:09+00:00", "end": "HandedIn", "from": "2026-03-01T00:00:01+00:00", "agent": "ada", "phase": "Running", "attempt": 1}],
            "workflow": "w", "startedAt": "2026-03-01T00:00:01+00:00", "assignedAt": "2026-03-01T00:00:01+00:00", "clockSince": "2026-03-01T00:00:00+00:00", "complexity": "Simple", "estimateSeconds": 10}
            """.ReplaceLineEndings(" "));
    }

    [Fact]
    public async Task a_row_is_written_without_a_version_and_a_type_and_found_in_every_way()
    {
        await using var store = await TestStore.CreateAsync();
        var run = new SimulatedRun("w").Begin(SimulatedRun.Definition(SimulatedRun.Task("a"))).At(1).Take("a", "ada");
        await store.AppendAsync("acme", run);
        await store.CatchUpAsync();
        var before = run.Story.Count;
        await store.AppendAsync("acme", run.Stream, run.At(9).Submit("a").Story.Skip(before));
        await store.CatchUpAsync();
        await using var command = store.Database.CreateCommand("select distinct mt_version || coalesce(mt_dotnet_type, '') from weft.mt_doc_task_row");
        (await command.ExecuteScalarAsync(TestStore.Cancellation)).ShouldBe($"{Guid.Empty}");
        await using var session = store.Store.QuerySession("acme");
        (await session.LoadAsync<TaskRow>("w/a", TestStore.Cancellation))!.Status.ShouldBe(WorkStatus.Completed);
        (await session.LoadManyAsync<TaskRow>(TestStore.Cancellation, "w/a")).ShouldHaveSingleItem().Status.ShouldBe(WorkStatus.Completed);
        (await session.Query<TaskRow>().Where(t => t.Workflow == "w").ToListAsync(TestStore.Cancellation)).ShouldHaveSingleItem().Status.ShouldBe(WorkStatus.Completed);
    }

    private static string Whole(object row) => Json.ToText(row);

    private static object Read(Type type, string json) => Stored.FromJson(type, new MemoryStream(Encoding.UTF8.GetBytes(json)));

    private static StoreOptions Options()
    {
        var options = new StoreOptions();
        options.UseWeft().AddWeftRows();
        return options;
    }
}
