using System.Diagnostics;
using Weft.Client;

namespace Weft.Benchmarks.Faults;

/// <param name="ServerKills">kill -9 of the server</param>
/// <param name="PostgresStops">immediate stops of its PostgreSQL</param>
public sealed record FaultPlan(int ServerKills, int PostgresStops, int Agents = 8, int Seed = 1);

/// <param name="Restarts">seconds from each fault (for a kill: from the command that starts the server again) to the first answer</param>
/// <param name="IsDrained">every run has ended once nothing new was begun</param>
public sealed record FaultReport(IReadOnlyList<double> Restarts, bool IsDrained, IReadOnlyList<ToldCommand> Told, IReadOnlyList<Violation> Violations);

/// <summary>Load on a real server, faults in a loop, and the verdict of the log.</summary>
public sealed class FaultRun
{
    /// <summary>Acknowledged between two faults, so that each of them finds the load at work.</summary>
    private const int Between = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly FaultPlan _plan;
    private readonly UpServer _server;
    private readonly Random _random;
    private readonly List<double> _restarts = [];
    private bool _isDrained;

    private FaultRun(FaultPlan plan, UpServer server)
    {
        (_plan, _server, _random) = (plan, server, new Random(plan.Seed));
    }

    public static async Task<FaultReport> RunAsync(FaultPlan plan, Action<string> say, CancellationToken cancellation)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"weft-faults-{Guid.NewGuid().ToString("N")[..8]}");
        try
        {
            await using var server = new UpServer(folder, UpServer.FreePort());
            var run = new FaultRun(plan, server);
            var told = await run.UnderLoadAsync(say, cancellation);
            return new FaultReport(run._restarts, run._isDrained, told, await LogReader.JudgeAsync(folder, Load.Workspace, told, cancellation));
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private async Task<IReadOnlyList<ToldCommand>> UnderLoadAsync(Action<string> say, CancellationToken cancellation)
    {
        _server.Start();
        await WithinAsync(_server.ReadyAsync, cancellation);
        await using var load = await Load.StartAsync(WeftClient.Http(_server.Url), _server.AdminKey, _plan.Agents, _plan.Seed, cancellation);
        foreach (var (killed, i) in Faults().Select((killed, i) => (killed, i + 1)))
        {
            await WithinAsync(limit => load.GoesOnAsync(Between, _server.EnsureRuns, limit), cancellation);
            await Task.Delay(_random.Next(400), cancellation);
            var took = await (killed ? KillServerAsync(load, cancellation) : StopPostgresAsync(load, cancellation));
            _restarts.Add(took);
            say(FormattableString.Invariant($"{i}: {(killed ? "server" : "PostgreSQL")} killed, answers again after {took:0.00} s, {load.Recorder.Acknowledged} acknowledged"));
        }

        await WithinAsync(limit => load.GoesOnAsync(Between, _server.EnsureRuns, limit), cancellation);
        _isDrained = await load.DrainAsync(Patience, cancellation);
        _server.EnsureRuns();
        await WithinAsync(_server.StopAsync, cancellation);
        return load.Recorder.Told;
    }

    /// <summary>Both kinds mixed, in an order that the seed gives.</summary>
    private bool[] Faults()
    {
        bool[] faults = [.. Enumerable.Repeat(true, _plan.ServerKills), .. Enumerable.Repeat(false, _plan.PostgresStops)];
        _random.Shuffle(faults);
        return faults;
    }

    private async Task<double> KillServerAsync(Load load, CancellationToken cancellation)
    {
        await _server.KillAsync(cancellation);
        var from = Stopwatch.GetTimestamp();
        _server.Start();
        await WithinAsync(limit => load.AnswersAsync(_server.EnsureRuns, limit), cancellation);
        return Stopwatch.GetElapsedTime(from).TotalSeconds;
    }

    private async Task<double> StopPostgresAsync(Load load, CancellationToken cancellation)
    {
        var from = Stopwatch.GetTimestamp();
        await _server.StopPostgresAsync(cancellation);
        await WithinAsync(limit => load.AnswersAsync(_server.EnsureRuns, limit), cancellation);
        return Stopwatch.GetElapsedTime(from).TotalSeconds;
    }

    /// <summary>A server that never answers again is a finding, with its last words.</summary>
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
            throw new TimeoutException($"nothing happens for {Patience.TotalSeconds:0} s; the server said last:\n{_server.Said}");
        }
    }
}
