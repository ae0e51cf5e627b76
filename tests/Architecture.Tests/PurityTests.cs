using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Shouldly;
using Xunit;

namespace Weft.Architecture.Tests;

public sealed class PurityTests
{
    /// <summary>The analyzer refuses these in Domain at compile time; here the list itself is held down.</summary>
    private static readonly string[] Banned =
    [
        "P:System.DateTime.Now", "P:System.DateTime.UtcNow", "P:System.DateTimeOffset.Now", "P:System.DateTimeOffset.UtcNow", "T:System.TimeProvider",
        "T:System.Random", "M:System.Guid.NewGuid", "M:System.Guid.CreateVersion7", "T:System.IO.File", "T:System.IO.Directory",
        "T:System.Net.Http.HttpClient", "T:System.Threading.Tasks.Task", "T:System.Threading.Tasks.ValueTask",
    ];

    [Fact]
    public void domain_bans_clock_chance_and_waiting()
    {
        var project = Repository.Read("src/Domain/Domain.csproj");
        project.ShouldContain("Microsoft.CodeAnalysis.BannedApiAnalyzers");
        project.ShouldContain("AdditionalFiles Include=\"BannedSymbols.txt\"");
        Banned.Except(Repository.Read("src/Domain/BannedSymbols.txt").Split('\n').Select(l => l.Split(';')[0])).ShouldBeEmpty();
    }

    [Fact]
    public void domain_silences_no_rule() =>
        SourceFile.All.Where(f => f.Project == "src/Domain" && (f.Syntax.ToFullString().Contains("#pragma", StringComparison.Ordinal) || f.Syntax.ToFullString().Contains("SuppressMessage", StringComparison.Ordinal)))
            .Select(f => f.Path).ShouldBeEmpty();

    [Fact]
    public void read_models_take_their_time_from_events() =>
        Uses("src/Projections", "DateTime.Now", "DateTime.UtcNow", "DateTimeOffset.Now", "DateTimeOffset.UtcNow", "TimeProvider.System", "Random.Shared", "Guid.NewGuid", "Guid.CreateVersion7")
            .Where(u => !u.StartsWith("src/Projections/Audit/", StringComparison.Ordinal)) // names the schema that it rebuilds into
            .ShouldBeEmpty();

    [Fact]
    public void the_server_takes_its_time_from_the_clock_it_is_given() =>
        Uses("src/Application", "DateTime.Now", "DateTime.UtcNow", "DateTimeOffset.Now", "DateTimeOffset.UtcNow")
            .Concat(Uses("src/Api", "DateTime.Now", "DateTime.UtcNow", "DateTimeOffset.Now", "DateTimeOffset.UtcNow")).ShouldBeEmpty();

    [Fact]
    public void nothing_but_the_batch_appends_to_a_stream() =>
        SourceFile.All.Where(f => f.Path.StartsWith("src/", StringComparison.Ordinal))
            .SelectMany(f => f.Calls().Where(IsAppend).Select(c => $"{f.Path}: {c.Expression}"))
            .Where(c => !c.StartsWith("src/Application/EventStore/BatchWriter.cs", StringComparison.Ordinal))
            .ShouldBeEmpty("send a command through the one door");

    [Fact]
    public void the_server_starts_no_process_and_knows_no_git() =>
        new[] { "src/Domain", "src/Application", "src/Projections", "src/Api" }
            .SelectMany(p => Uses(p, "Process.Start", "ProcessStartInfo")).ShouldBeEmpty("work on a repository is a task of a worker");

    [Fact]
    public void no_test_waits_for_the_clock() =>
        SourceFile.All.Where(f => f.Path.StartsWith("tests/", StringComparison.Ordinal) && f.Path.Contains(".Tests/", StringComparison.Ordinal))
            .Where(f => !Polls.Contains(f.Path))
            .SelectMany(f => f.Calls().Where(c => c.Expression.ToString() is "Thread.Sleep" or "Task.Delay").Select(c => $"{f.Path}: {c}"))
            .Where(c => !c.Contains("Timeout.Infinite", StringComparison.Ordinal))
            .ShouldBeEmpty("wait for the thing itself");

    /// <summary>They poll, within a limit, what gives no signal: another process, a read model. May only become fewer.</summary>
    private static readonly string[] Polls =
    [
        "tests/EndToEnd.Tests/Agents/ChildProcess.cs",
        "tests/EndToEnd.Tests/Agents/LostTests.cs",
        "tests/EndToEnd.Tests/Agents/Town.cs",
        "tests/EndToEnd.Tests/Demo/DemoTests.cs",
        "tests/Integration.Tests/Door/Eventually.cs",
        "tests/Integration.Tests/Queries/EventStreamTests.cs",
    ];

    private static bool IsAppend(InvocationExpressionSyntax call)
    {
        var text = call.Expression.ToString();
        return text.Contains("Events.Append", StringComparison.Ordinal)
            || text.EndsWith(".StartStream", StringComparison.Ordinal)
            || text.Contains(".StartStream<", StringComparison.Ordinal)
            || text.Contains("FetchForWriting", StringComparison.Ordinal)
            || text.Contains("FetchForExclusiveWriting", StringComparison.Ordinal)
            || text.Contains("WriteToAggregate", StringComparison.Ordinal);
    }

    private static IEnumerable<string> Uses(string project, params string[] names) =>
        SourceFile.All.Where(f => f.Project == project)
            .SelectMany(f => f.Syntax.DescendantNodes().Where(n => n is MemberAccessExpressionSyntax or IdentifierNameSyntax && names.Contains(n.ToString())).Select(n => $"{f.Path}: {n}"))
            .Where(u => names.Contains(u.Split(": ")[1]));
}
