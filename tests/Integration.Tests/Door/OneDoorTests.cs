using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Weft.Integration.Tests.Door;

/// <summary>Nothing but the batch writer appends to a stream. Sources are searched, so that a new project is found too.</summary>
[Trait("Capability", "Z1")]
public sealed partial class OneDoorTests
{
    private static readonly string Root = Checkout.Root;

    [Fact]
    public void only_the_batch_writer_appends_to_streams()
    {
        var writers = Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && Appends().IsMatch(File.ReadAllText(f)))
            .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'));

        writers.ShouldBe(["src/Application/EventStore/BatchWriter.cs"]);
    }

    [Theory]
    [InlineData("session.Events.Append(id, happened);")]
    [InlineData("session.Events.StartStream<Agent>(id, happened);")]
    [InlineData("await session.Events.AppendOptimistic(id, happened);")]
    [InlineData("var stream = await session.Events.FetchForWriting<Agent>(id);")]
    [InlineData("return MartenOps.StartStream<Agent>(id, happened);")]
    [InlineData("[AggregateHandler]")]
    [InlineData("select weft.weft_append($1)")]
    [InlineData("insert into weft.mt_events (id) values (1)")]
    public void every_way_to_append_is_recognised(string code) => Appends().IsMatch(code).ShouldBeTrue();

    [GeneratedRegex(
        @"\bEvents\s*\.\s*(Append(?!Mode)\w*|StartStream|FetchForWriting\w*|FetchForExclusiveWriting\w*|WriteToAggregate|WriteExclusivelyToAggregate|ArchiveStream|OverwriteEvent)\b" +
        @"|MartenOps\s*\.\s*StartStream|\[(Write)?Aggregate(Handler)?\b|IEventStream<|(insert\s+into|update|delete\s+from)\s+(weft\.)?mt_(events|streams)|mt_quick_append_events|weft_append",
        RegexOptions.IgnoreCase)]
    private static partial Regex Appends();
}
