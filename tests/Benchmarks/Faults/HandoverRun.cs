using System.Diagnostics;
using Npgsql;
using Weft.Api.Hosting;
using Weft.Application.Access;
using Weft.Client;
using Weft.Embedded;

namespace Weft.Benchmarks.Faults;

/// <param name="Seconds">from the kill to the first command that the other server has stored</param>
/// <param name="IsTaken">the other one owns the workspace, under a later epoch</param>
public sealed record Takeover(double Seconds, bool IsTaken);

/// <param name="IsDrained">every run has ended once nothing new was begun</param>
public sealed record HandoverReport(IReadOnlyList<Takeover> Takeovers, bool IsDrained, IReadOnlyList<ToldCommand> Told, IReadOnlyList<Violation> Violations);

/// <summary>Two servers on one PostgreSQL. The one that owns the workspace is killed under load, the other takes it over; then the other way round.</summary>
public sealed class HandoverRun
{
    private const int Between = 60;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly NpgsqlDataSource _database;
    private readonly UpServer[] _servers;

    private HandoverRun(NpgsqlDataSource database, UpServer[] servers) => (_database, _servers) = (database, servers);

    public static async Task<HandoverReport> RunAsync(int kills, int agents, Action<string> say, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("weft-handover-").FullName;
        try
        {
            await using var postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataDir = Path.Combine(folder, "data") }, cancellation);
            await using var database = NpgsqlDataSource.Create(postgres.ConnectionString);
            await using (var app = WeftServer.Builder(new ServerSettings { ConnectionString = postgres.ConnectionString }).Build())
            {
                await Schema.ApplyAsync(app.Services, cancellation);
            }

            var key = KeyText.New();
            var settings = new Dictionary<string, string> { ["ConnectionStrings__Weft"] = postgres.ConnectionString, ["WEFT_CLUSTER"] = "true", ["WEFT_ADMIN_KEY"] = key };
            await using var one = new UpServer(Path.Combine(folder, "one"), UpServer.FreePort(), settings);
            await using var two = new UpServer(Path.Combine(folder, "two"), UpServer.FreePort(), settings);
            return await new HandoverRun(database, [one, two]).UnderLoadAsync(kills, agents, key, say, cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<HandoverReport> UnderLoadAsync(int kills, int agents, string key, Action<string> say, CancellationToken cancellation)
    {
        foreach (var server in _servers)
        {
            server.Start();
            await WithinAsync(server.ReadyAsync, cancellation);
        }

        using (var first = WeftClient.Http(_servers[0].Url))
        {
            await new WeftClient(first, Load.Workspace, key).CreateWorkspaceAsync(Load.Workspace, cancellation: cancellation);
        }

        // Everybody asks the second, which hands over to the first.
        var takeovers = new List<Takeover>();
        await using var load = await Load.StartAsync(EitherServer.Http(_servers[1].Url, _servers[0].Url), key, agents, seed: 1, cancellation);
        for (var kill = 0; kill < kills; kill++)
        {
            await WithinAsync(limit => load.GoesOnAsync(Between, EnsureRun, limit), cancellation);
            var takeover = await KillOwnerAsync(load, cancellation);
            takeovers.Add(takeover);
            say(FormattableString.Invariant($"{kill + 1}: the owner killed, taken over after {takeover.Seconds:0.00} s, {load.Recorder.Acknowledged} acknowledged"));
        }

        await WithinAsync(limit => load.GoesOnAsync(Between, EnsureRun, limit), cancellation);
        var isDrained = await load.DrainAsync(Patience, cancellation);
        foreach (var server in _servers)
        {
            await WithinAsync(server.StopAsync, cancellation);
        }

        return new HandoverReport(takeovers, isDrained, load.Recorder.Told, LogReader.Judge(_database, Load.Workspace, load.Recorder.Told));
    }

    /// <summary>The killed one comes back when the other has taken over, and takes nothing from it.</summary>
    private async Task<Takeover> KillOwnerAsync(Load load, CancellationToken cancellation)
    {
        var (address, epoch) = await OwnerAsync(cancellation);
        var owner = _servers.Single(s => s.Url == address);
        var other = _servers.Single(s => s.Url != address);
        var from = Stopwatch.GetTimestamp();
        await owner.KillAsync(cancellation);
        await WithinAsync(limit => load.AnswersAsync(other.EnsureRuns, limit), cancellation);
        var took = Stopwatch.GetElapsedTime(from).TotalSeconds;
        owner.Start();
        await WithinAsync(owner.ReadyAsync, cancellation);
        await WithinAsync(limit => load.GoesOnAsync(Between, EnsureRun, limit), cancellation);
        var (taker, later) = await OwnerAsync(cancellation);
        return new Takeover(took, taker == other.Url && later > epoch);
    }

    private async Task<(string Address, long Epoch)> OwnerAsync(CancellationToken cancellation)
    {
        await using var command = _database.CreateCommand("select address, epoch from weft.weft_ownership where tenant = $1");
        command.Parameters.AddWithValue(Load.Workspace);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return (row.GetString(0), row.GetInt64(1));
    }

    private void EnsureRun() => Array.ForEach(_servers, server => server.EnsureRuns());

    private async Task WithinAsync(Func<CancellationToken, Task> work, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            await work(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing happens for {Patience.TotalSeconds:0} s; the servers said last:\n{string.Join("\n---\n", _servers.Select(s => s.Said))}");
        }
    }
}
