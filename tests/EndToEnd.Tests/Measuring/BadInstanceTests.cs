using Shouldly;
using Weft.Benchmarks.Scheduling;

namespace Weft.EndToEnd.Tests.Measuring;

[Trait("Capability", "Z7")]
public sealed class BadInstanceTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task Files_that_cannot_be_planned_are_named_and_the_others_are_read()
    {
        Directory.CreateDirectory(_folder.Data);
        await WriteAsync("good", """{"tasks": [{"id": "a", "duration": 1}, {"id": "b", "duration": 2}], "edges": [["a", "b"]]}""");
        await WriteAsync("notes", """{"about": "no instance"}""");
        await WriteAsync("broken", """{"tasks": [""");
        await WriteAsync("cycle", """{"tasks": [{"id": "a", "duration": 1}, {"id": "b", "duration": 2}], "edges": [["a", "b"], ["b", "a"]]}""");
        await WriteAsync("negative", """{"tasks": [{"id": "a", "duration": -1}]}""");
        await WriteAsync("machine", """{"agents": 2, "tasks": [{"id": "a", "durations": {"7": 1}}]}""");
        await WriteAsync("edge", """{"tasks": [{"id": "a", "duration": 1}], "edges": [["a"]]}""");
        var errors = new StringWriter();
        var (known, unread) = await SchedulingSuite.ReadAsync(_folder.Data, errors);
        known.ShouldHaveSingleItem().Tasks.Count.ShouldBe(2);
        unread.ShouldBe(5);
        var said = errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        said.Select(l => l.Split(": ")[..2]).ShouldBe(
            [["not read", "broken.json"], ["not read", "cycle.json"], ["not read", "edge.json"], ["not read", "machine.json"], ["not read", "negative.json"]]);
        errors.ToString().ShouldContain("agent '7' is not among the agents");
        errors.ToString().ShouldContain("Task 'a' needs one duration of 0 or more");
    }

    [Fact]
    public async Task A_number_written_as_text_is_named_and_not_read_as_nothing()
    {
        Directory.CreateDirectory(_folder.Data);
        await WriteAsync("a", """{"tasks": [{"id": "a", "duration": "5"}]}""");
        await WriteAsync("b", """{"agents": 2, "tasks": [{"id": "b", "durations": {"1": "5"}}]}""");
        await WriteAsync("c", """{"cost": {"c": [1, "5"]}}""");
        await WriteAsync("d", """{"tasks": [{"id": "d", "duration": 1}, {"id": "e", "duration": 1}], "edges": [["d", "e", "5"]]}""");
        var errors = new StringWriter();
        (await SchedulingSuite.ReadAsync(_folder.Data, errors)).Unread.ShouldBe(4);
        errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ShouldBe(
        [
            "not read: a.json: duration must be a number, not \"5\"", "not read: b.json: a duration of task b must be a number, not \"5\"",
            "not read: c.json: a cost of task c must be a number, not \"5\"", "not read: d.json: the cost of an edge must be a number, not \"5\"",
        ]);
    }

    [Fact]
    public async Task A_file_may_begin_with_the_mark_of_its_encoding_and_a_zero_has_no_sign()
    {
        Directory.CreateDirectory(_folder.Data);
        await WriteAsync("marked", "\uFEFF" + """{"tasks": [{"id": "a", "duration": -0.0}]}""");
        var (known, unread) = await SchedulingSuite.ReadAsync(_folder.Data, TextWriter.Null);
        unread.ShouldBe(0);
        PlannedRun.Of(known.ShouldHaveSingleItem(), 1).ToLine().ShouldContain("makespan 0 ");
    }

    public void Dispose() => _folder.Dispose();

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(_folder.Data, name + ".json"), text, TestContext.Current.CancellationToken);
}
