using System.Diagnostics;
using Weft.Benchmarks.Rigs;
using Weft.Client;
using Weft.Contracts;
using Weft.Domain.Workflows;

namespace Weft.Benchmarks.Dispatch;

/// <summary>What it takes until the next task runs, and what one task's life costs the database.</summary>
public static class DispatchSuite
{
    private const int Handovers = 500;
    private const int WarmUp = 60;
    private const int LivesCounted = 1_000;
    private const int Racers = 32;

    public static async Task<SuiteResult> RunAsync(string? data, CancellationToken cancellation)
    {
        await using var database = await BenchDatabase.StartAsync(cancellation);
        var latency = await LatencyAsync(database, cancellation);
        var alone = await EngineAsync(database, "alone", 1, Lives.Fork(LivesCounted), BacklogAsync);
        var waiting = await EngineAsync(database, "waiting", 2, Lives.Chain(LivesCounted), WaitingAsync);
        var busy = await EngineAsync(database, "busy", Racers, Lives.Fork(LivesCounted), BacklogAsync);
        var (server, secondsEach) = await ServerAsync(database, cancellation);
        var figures = new Dictionary<string, double>
        {
            ["dispatch_ms_p50"] = latency.Percentile(0.5),
            ["dispatch_ms_p99"] = latency.Percentile(0.99),
            ["transactions_per_life"] = waiting.Transactions,
            ["transactions_per_life_step_by_step"] = alone.Transactions,
            ["transactions_per_life_under_load"] = busy.Transactions,
            ["wal_bytes_per_life"] = waiting.WalBytes,
            ["wal_bytes_per_life_under_load"] = busy.WalBytes,
            ["events_per_life"] = waiting.Events,
            ["daemon_transactions_per_life"] = Math.Max(0, server - alone.Transactions),
            ["overhead_ms_per_life"] = secondsEach * 1_000,
        };
        return new SuiteResult("dispatch", figures, new Dictionary<string, Target>
        {
            ["dispatch_ms_p50"] = new(null, 15),
            ["dispatch_ms_p99"] = new(null, 50),
            ["transactions_per_life"] = new(null, 3),
            ["transactions_per_life_under_load"] = new(null, waiting.Transactions),
        });
    }

    /// <summary>Two agents take turns along a chain, over HTTP: from sending "completed" to the answer that the next task is started.</summary>
    private static async Task<Samples> LatencyAsync(BenchDatabase database, CancellationToken cancellation)
    {
        await using var server = await BenchServer.StartAsync(await database.CreateAsync("latency"), cancellation);
        await Lives.PrepareAsync(server.Door, "a", "b");
        await Lives.BeginAsync(server.Door, "chain", Lives.Chain(Handovers + WarmUp + 1));
        var samples = new Samples();
        var (holder, other) = ("a", "b");
        var held = (await server.Client.ClaimAsync(holder, new ClaimRequest(1, 10), cancellation: cancellation)).Tasks[0];
        for (var i = 0; i < Handovers + WarmUp; i++)
        {
            var waiting = NextAsync(server.Client, other, cancellation);
            await Task.Delay(5, cancellation);
            var began = Stopwatch.GetTimestamp();
            await SubmitAsync(server.Client, held, holder, cancellation);
            var (next, running) = await waiting;
            if (i >= WarmUp)
            {
                samples.Add(Stopwatch.GetElapsedTime(began, running).TotalMilliseconds);
            }

            (held, holder, other) = (next, other, holder);
        }

        return samples;
    }

    private static async Task<(ClaimedTask Task, long RunningAt)> NextAsync(WeftClient client, string agent, CancellationToken cancellation)
    {
        var task = (await client.ClaimAsync(agent, new ClaimRequest(1, 30), cancellation: cancellation)).Tasks[0];
        await client.StartTaskAsync(task.Workflow, task.Task, new HoldRequest(agent, task.Token), cancellation: cancellation);
        return (task, Stopwatch.GetTimestamp());
    }

    private static Task<TaskAnswer> SubmitAsync(WeftClient client, ClaimedTask task, string agent, CancellationToken cancellation) =>
        client.SubmitTaskAsync(task.Workflow, task.Task, new SubmitRequest(agent, task.Token, null, null), cancellation: cancellation);

    private sealed record Cost(double Transactions, double WalBytes, double Events);

    /// <summary>Claim, start and submit of 1,000 tasks through the door alone; counted by the database, over a span in which nothing but
    /// lives happens: the workspace is taken up and every agent has worked before. What the counting itself costs is taken off.</summary>
    private static async Task<Cost> EngineAsync(BenchDatabase database, string name, int racers, WorkflowDefinition work, Func<BenchEngine, IReadOnlyList<string>, Task> live)
    {
        await using var engine = await BenchEngine.StartAsync(await database.CreateAsync(name));
        var agents = Enumerable.Range(0, racers).Select(i => $"a{i}").ToList();
        await Lives.PrepareAsync(engine.Door, agents);
        await Lives.BeginAsync(engine.Door, "warm-up", Lives.Fork(50));
        await BacklogAsync(engine, agents);
        await Lives.BeginAsync(engine.Door, "lives", work);
        var nothing = await CountAsync(database, engine, name);
        var before = await CountAsync(database, engine, name);
        await live(engine, agents);
        var after = await CountAsync(database, engine, name);
        return new Cost(
            Each(after.Transactions - before.Transactions - (before.Transactions - nothing.Transactions)), Each(after.WalBytes - before.WalBytes), Each(after.Events - before.Events));

        static double Each(double sum) => sum / LivesCounted;
    }

    private static async Task<Cost> CountAsync(BenchDatabase database, BenchEngine engine, string name)
    {
        var transactions = await database.TransactionsAsync(name, engine.CloseSessions);
        return new Cost(transactions, await database.WalBytesAsync(), await database.NumberAsync("select count(*) from weft.mt_events", name));
    }

    /// <summary>Work waits for agents: each asks for the next task when it has done one. Of one agent nothing can share a transaction.</summary>
    private static Task BacklogAsync(BenchEngine engine, IReadOnlyList<string> agents) => Task.WhenAll(agents.Select(async agent =>
    {
        while (await Lives.ClaimAsync(engine.Door, agent, 1) is [var task])
        {
            await Lives.StartAsync(engine.Door, task, agent);
            await Lives.SubmitAsync(engine.Door, task, agent);
        }
    }));

    /// <summary>Low load: agents wait for work, as <c>weft agent</c> does, which always has a claim waiting.</summary>
    private static async Task WaitingAsync(BenchEngine engine, IReadOnlyList<string> agents)
    {
        var next = Lives.ClaimAsync(engine.Door, agents[0], 1, waitSeconds: 60);
        for (var i = 0; i < LivesCounted; i++)
        {
            var (holder, task) = (agents[i % 2], (await next)[0]);
            next = Lives.ClaimAsync(engine.Door, agents[(i + 1) % 2], 1, waitSeconds: i < LivesCounted - 1 ? 60 : 0);
            await Lives.StartAsync(engine.Door, task, holder);
            await Lives.SubmitAsync(engine.Door, task, holder);
        }

        await next;
    }

    /// <summary>The same lives over HTTP with everything running, less what the server does when nobody works.</summary>
    private static async Task<(double Transactions, double SecondsEach)> ServerAsync(BenchDatabase database, CancellationToken cancellation)
    {
        var connection = await database.CreateAsync("server");
        await using (var server = await BenchServer.StartAsync(connection, cancellation))
        {
            await Lives.PrepareAsync(server.Door, "a");
            await Lives.BeginAsync(server.Door, "lives", Lives.Fork(LivesCounted));
        }

        var before = await database.TransactionsAsync("server");
        var watch = new Stopwatch();
        await using (var server = await BenchServer.StartAsync(connection, cancellation))
        {
            watch.Start();
            while ((await server.Client.ClaimAsync("a", new ClaimRequest(), cancellation: cancellation)).Tasks is [var task])
            {
                await server.Client.StartTaskAsync(task.Workflow, task.Task, new HoldRequest("a", task.Token), cancellation: cancellation);
                await SubmitAsync(server.Client, task, "a", cancellation);
            }

            watch.Stop();
        }

        var working = await database.TransactionsAsync("server") - before;
        await using (await BenchServer.StartAsync(connection, cancellation))
        {
            await Task.Delay(watch.Elapsed, cancellation);
        }

        var idle = await database.TransactionsAsync("server") - before - working;
        return ((working - idle) / (double)LivesCounted, watch.Elapsed.TotalSeconds / LivesCounted);
    }
}
