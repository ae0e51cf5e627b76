using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Shouldly;
using Weft.Embedded;

namespace Weft.EndToEnd.Tests.Servers;

[Trait("Capability", "Z10")]
public sealed class RefusalTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData("dance")]
    [InlineData("up --port 70000")]
    [InlineData("run")]
    [InlineData("key issue someone --role emperor")]
    [InlineData("demo --think never")]
    public async Task Wrong_usage_exits_2_and_says_where_help_is(string arguments)
    {
        var ended = await WeftProcess.RunAsync(arguments.Split(' '));

        ended.ExitCode.ShouldBe(2, ended.ToString());
        ended.Errors.ShouldContain("--help");
        ended.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_postgres_it_exits_3_with_the_line_that_installs_it()
    {
        var ended = await WeftProcess.RunAsync(["up", "--data-dir", _folder.Data, "--port", "0"], new Dictionary<string, string?> { ["PG_BIN"] = _folder.Path });

        ended.ExitCode.ShouldBe(3, ended.ToString());
        ended.Errors.ShouldContain("Install it with one line");
    }

    [Fact]
    public async Task A_port_in_use_exits_4_in_one_line_and_starts_nothing()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        var ended = await WeftProcess.RunAsync(["up", "--data-dir", _folder.Data, "--port", port]);

        ended.ExitCode.ShouldBe(4, ended.ToString());
        ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem().ShouldContain($":{port}");
        Directory.Exists(Path.Combine(_folder.Data, "postgres")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_database_that_may_lose_commits_is_refused_with_5()
    {
        var unsafeOne = await (await SharedTestPostgres.GetAsync()).CreateDatabaseAsync(ct: TestContext.Current.CancellationToken);

        var ended = await WeftProcess.RunAsync(
            ["up", "--data-dir", _folder.Data, "--port", "0"], new Dictionary<string, string?> { ["ConnectionStrings__Weft"] = unsafeOne });

        ended.ExitCode.ShouldBe(5, ended.ToString());
        ended.Errors.ShouldContain("fsync");
    }

    [Fact]
    public async Task A_schema_that_was_not_applied_is_refused_until_it_is()
    {
        var database = await (await SharedTestPostgres.GetAsync()).CreateDatabaseAsync(ct: TestContext.Current.CancellationToken);
        var environment = new Dictionary<string, string?> { ["ConnectionStrings__Weft"] = database, ["WEFT_DATA_DIR"] = _folder.Data };

        var refused = await WeftProcess.RunAsync(["up", "--port", "0", "--allow-unsafe"], environment);
        var applied = await WeftProcess.RunAsync(["schema", "apply"], environment);
        using var up = WeftProcess.Start(["up", "--port", "0", "--allow-unsafe", "--json"], environment);
        await up.FirstOutputAsync();

        refused.ExitCode.ShouldBe(1, refused.ToString());
        refused.Errors.ShouldContain("weft schema apply");
        applied.ExitCode.ShouldBe(0, applied.ToString());
        (await up.StopAsync()).ExitCode.ShouldBe(0);
    }

    public void Dispose() => _folder.Dispose();
}
