using System.Collections.Immutable;
using Weft.Domain;
using Weft.Domain.Workflows;

namespace Weft.Projections.Tests;

/// <summary>A run in which everything that may happen happens, in an order that a seed decides.</summary>
public static class RandomRun
{
    private static readonly string[] Agents = ["ada", "bob", "cyd", "dan"];

    public static SimulatedRun Play(string id, int seed, int steps, int tasks = 12, bool cancel = true)
    {
        var random = new Random(seed);
        var run = new SimulatedRun(id).Begin(Definition(random, tasks), repository: random.Next(4) > 0);
        for (var step = 0; step < steps && !(run.State.IsTerminal && run.State.Status == WorkflowStatus.Cancelled); step++)
        {
            run.Now = run.Now.AddMilliseconds(random.Next(1, 4000));
            Step(run, random, step, cancel && step > steps / 2);
        }

        return run;
    }

    private static WorkflowDefinition Definition(Random random, int count)
    {
        var tasks = Enumerable.Range(0, count).Select(i => SimulatedRun.Task(
            $"t{i}", [.. Enumerable.Range(0, i).Where(_ => random.Next(6) == 0).Select(n => $"t{n}")]) with
        {
            Priority = random.Next(10),
            Retry = new RetryPolicy(2, 1, 2, 10),
            Base = (BaseChoice)random.Next(2),
        }).ToArray();
        var last = SimulatedRun.Task("last", "g1");
        var half = Enumerable.Range(0, Math.Min(50, count / 2)).Select(i => $"t{i}").ToImmutableArray();
        return SimulatedRun.Definition([.. tasks, last]) with
        {
            Gates =
            [
                new("g0", half, [], 0),
                new("g1", ["g0", $"t{count - 1}"], [new("unit", "true", [], 60), new("lint", "true", [], 60)], 30),
            ],
            Milestones = [new("first", 2, half), new("all", 3, ["g1", "last"])],
            Settings = new RunSettings(8, Coordination.Push, (ConflictApproach)random.Next(2), (QualityStrategy)random.Next(2), (MetricsLevel)random.Next(2)),
        };
    }

    private static void Step(SimulatedRun run, Random random, int step, bool mayCancel)
    {
        var s = run.State;
        var item = s.Items.Values.OrderBy(i => i.Name, StringComparer.Ordinal).Where(i => i.IsOpen && i.Status != WorkStatus.Waiting).ToArray() is { Length: > 0 } open
            ? open[random.Next(open.Length)]
            : s.Items["t0"];
        var agent = Agents[random.Next(Agents.Length)];
        var holder = item.Lease is { } lease ? new Holder(lease.Agent, random.Next(20) == 0 ? 1 : lease.Token) : new Holder(agent, item.StaleTokens.LastOrDefault(7));
        run.Record(random.Next(100) switch
        {
            0 => Control.Pause(s, "rest"),
            < 3 => Control.Resume(s, run.Now),
            3 => Control.Checkpoint(s, $"cp{step}"),
            4 when s.RestorePoints.Count > 0 => RollBack.Decide(s, s.RestorePoints.Keys.Order(StringComparer.Ordinal).ElementAt(random.Next(s.RestorePoints.Count)), "again", run.Now),
            5 when mayCancel && random.Next(5) == 0 => Control.Cancel(s, "enough"),
            6 => Work.ExpireAllOf(s, agent, "lost"),
            7 => Work.TimeOut(s, item.Name, item.Lease?.Token ?? 0, run.Now.AddHours(1)),
            8 => Gates.TimeOut(s, "g1", s.Gates["g1"].Run, run.Now.AddHours(1)),
            9 or 10 => Retry.Decide(s, item.Name, "please", run.Now),
            11 or 12 => Gates.Retry(s, "g1", "please", run.Now),
            _ => Forward(run, item, holder, agent, random),
        });
    }

    private static Decision<IWorkflowEvent> Forward(SimulatedRun run, WorkItem item, Holder holder, string agent, Random random)
    {
        var (s, now) = (run.State, run.Now);
        return item.Status switch
        {
            WorkStatus.Deferred => Work.Wake(s, item.Name, item.Attempt, now.AddHours(1)),
            WorkStatus.Ready when item.Kind == WorkKind.Work && random.Next(4) == 0 => Assign.Offer(s, item.Name, agent, 10, SimulatedRun.Why),
            WorkStatus.Ready => Assign.Grant(s, item.Name, agent, 30, SimulatedRun.Why),
            WorkStatus.Offered when random.Next(3) == 0 => s.Version % 2 == 0 ? Assign.TakeBackOffer(s, item.Name, item.Attempt, item.OfferedTo!, "moved")
                : Assign.ExpireOffer(s, item.Name, item.Attempt, item.OfferedTo!, item.OfferEndsAt!.Value),
            WorkStatus.Offered => Assign.Grant(s, item.Name, item.OfferedTo!, 30, SimulatedRun.Why),
            WorkStatus.Assigned when random.Next(10) > 0 => Work.Start(s, item.Name, holder),
            WorkStatus.Conflicted => Merge.Answer(s, item.Name, item.ConflictId!, "user:ann", [new("a.txt", "h")], now),
            _ => End(s, item, holder, random, now),
        };
    }

    private static Decision<IWorkflowEvent> End(Workflow s, WorkItem item, Holder holder, Random random, DateTimeOffset now) => (random.Next(12), item.Kind) switch
    {
        (0, _) => Finish.Fail(s, item.Name, holder, "broken", new Evidence(1, "tail", null), Usage(random), now),
        (1, _) => Work.Release(s, item.Name, holder, "no time"),
        (2, WorkKind.Work) => Work.SaveCheckpoint(s, item.Name, holder, $"c{random.Next(100)}", null, random.Next(100)),
        ( < 5, WorkKind.Merge) => Merge.Conflict(s, item.Name, holder, $"x{random.Next(1000)}", "c0", "c1", "c2", [new("a.txt", ConflictKind.Content, "b", "o", "t", "m")], now),
        (5, WorkKind.Merge) => Merge.Intend(s, item.Name, holder, "c9"),
        (_, WorkKind.Merge) => Merge.Report(s, item.Name, holder, $"m{random.Next()}", now),
        (_, WorkKind.Revert) => Merge.Reverted(s, item.Name, holder, $"r{random.Next()}", now),
        _ => Finish.Submit(s, item.Name, holder, new($"w{random.Next()}", "weft/x", [], Usage(random), null), now),
    };

    private static ResourceUsage Usage(Random random) => new(random.Next(5000), random.Next(900), random.Next(), 7, 8, null, []);
}
