using System.Collections.Immutable;
using CsCheck;
using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Distribution;

public sealed class ChooseTests
{
    private static readonly string[] Skills = ["csharp", "react", "sql"];

    [Fact]
    [Trait("Capability", "K2")]
    public void everyone_left_out_is_counted_with_the_reason()
    {
        var assignment = Choose.Decide([Task("t", ("csharp", 0.5))],
        [
            Agent("able", ("csharp", 0.9)), Agent("second", ("csharp", 0.6)), Agent("other", ("react", 1)), Agent("weak", ("csharp", 0.4)),
            Agent("full", ("csharp", 1)) with { Free = 0 }, Agent("gone", ("csharp", 1), AgentStatus.Lost),
        ], 0.4).ShouldHaveSingleItem();
        assignment.Agent.ShouldBe("able");
        assignment.Why.RunnerUp.ShouldBe("second");
        assignment.Why.Score.ShouldBeGreaterThan(assignment.Why.RunnerUpScore!.Value);
        assignment.Why.Candidates.ShouldBe(2);
        assignment.Why.LeftOut.ShouldBe(new Dictionary<string, int>
        {
            [Match.AtCapacity] = 1,
            [Match.NotTakingWork] = 1,
            [Match.SkillMissing] = 1,
            [Match.SkillTooLow] = 1,
        }, ignoreOrder: true);
    }

    [Fact]
    [Trait("Capability", "K3")]
    public void of_two_equally_able_the_less_loaded_gets_it()
    {
        var (busy, idle) = (Agent("a-busy", ("csharp", 0.9)) with { Free = 1 }, Agent("b-idle", ("csharp", 0.9)));
        Choose.Decide([Task("t", ("csharp", 0.5))], [busy, idle], 0.4).Single().Agent.ShouldBe("b-idle");
        Choose.Decide([Task("t", ("csharp", 0.5))], [busy, idle], 0).Single().Agent.ShouldBe("a-busy");
    }

    [Fact]
    public void merges_have_a_lane_of_their_own_and_need_an_agent_that_merges()
    {
        var merge = Task("merge.a.1") with { Kind = WorkKind.Merge };
        Choose.Decide([merge], [Agent("busy") with { Free = 0 }], 0.4).Single().Agent.ShouldBe("busy");
        Choose.Decide([merge], [Agent("busy") with { MergeFree = false }], 0.4).ShouldBeEmpty();
        var never = Agent("never");
        Choose.Decide([merge], [never with { Agent = never.Agent with { Profile = never.Agent.Profile with { Merges = false } } }], 0.4).ShouldBeEmpty();
        Choose.Decide([merge, merge with { Task = "merge.b.1" }], [Agent("one")], 0.4).Length.ShouldBe(1);
    }

    [Fact]
    public void what_others_wait_for_goes_first_then_priority_then_the_critical_path_then_age()
    {
        var tasks = new[]
        {
            Task("young") with { ReadyAt = Times.Start.AddSeconds(1) }, Task("old"), Task("long") with { TailSeconds = 50 }, Task("urgent") with { Priority = 9 },
            Task("check") with { Kind = WorkKind.Check }, Task("merge") with { Kind = WorkKind.Merge }, Task("revert") with { Kind = WorkKind.Revert },
        };
        tasks.Order(Urgency.Order).Select(t => t.Task).ShouldBe(["revert", "merge", "check", "urgent", "long", "old", "young"]);
        Urgency.Order.Compare(null, tasks[0]).ShouldBeLessThan(0);
    }

    [Fact]
    [Trait("Capability", "D3")]
    [Trait("Capability", "K5")]
    public void no_limit_is_exceeded_no_required_skill_bypassed_and_the_order_of_the_input_does_not_matter() =>
        Gen.Select(Gen.Int[0, 30], Gen.Int[0, 10], Gen.Double[0, 1], Gen.Int).Sample((tasks, agents, weight, seed) =>
        {
            var random = new Random(seed);
            var ready = Enumerable.Range(0, tasks).Select(i => DrawTask(random, i)).ToList();
            var candidates = Enumerable.Range(0, agents).Select(i => DrawAgent(random, i)).ToList();
            var chosen = Choose.Decide(ready, candidates, weight);
            Bounded(chosen, candidates);
            Full(chosen, ready, candidates);
            var again = Choose.Decide(ready.OrderBy(_ => random.Next()).ToList(), candidates.OrderBy(_ => random.Next()).ToList(), weight);
            Text(again).ShouldBe(Text(chosen));
        }, iter: 500);

    private static void Bounded(ImmutableArray<Assignment> chosen, List<Candidate> candidates)
    {
        chosen.Select(c => c.Task.Task).Distinct().Count().ShouldBe(chosen.Length, "a task goes to one agent");
        foreach (var candidate in candidates)
        {
            var mine = chosen.Where(c => c.Agent == candidate.Agent.Id).ToList();
            mine.Count(c => !Match.InMergeLane(c.Task)).ShouldBeLessThanOrEqualTo(Math.Max(0, candidate.Free));
            mine.Count(c => Match.InMergeLane(c.Task)).ShouldBeLessThanOrEqualTo(candidate.MergeFree && candidate.Agent.Profile.Merges ? 1 : 0);
            mine.Where(c => !Match.InMergeLane(c.Task)).SelectMany(c => c.Task.Skills)
                .ShouldAllBe(s => candidate.Agent.Level(s.Name) >= s.MinLevel && candidate.Agent.Level(s.Name) > 0);
            (mine.Count == 0 || candidate.Agent.TakesWork).ShouldBeTrue();
        }
    }

    /// <summary>Nobody who could take a task that is left over stays idle.</summary>
    private static void Full(ImmutableArray<Assignment> chosen, List<ReadyTask> ready, List<Candidate> candidates)
    {
        var left = candidates.Select(c => c with
        {
            Free = c.Free - chosen.Count(a => a.Agent == c.Agent.Id && !Match.InMergeLane(a.Task)),
            MergeFree = c.MergeFree && !chosen.Any(a => a.Agent == c.Agent.Id && Match.InMergeLane(a.Task)),
        }).ToList();
        ready.Where(t => !chosen.Any(c => c.Task.Task == t.Task)).ShouldAllBe(t => left.All(c => Match.WhyNot(t, c) != null));
    }

    private static string Text(ImmutableArray<Assignment> chosen) => string.Join('\n', chosen.Select(c => $"{c.Task.Task} {c.Agent} {c.Why.Score} {c.Why.RunnerUp} {c.Why.RunnerUpScore}"));

    private static ReadyTask DrawTask(Random random, int i) => Task($"t{i}", [.. Skills.Where(_ => random.Next(3) == 0).Select(s => (s, random.Next(11) / 10.0))]) with
    {
        Kind = (WorkKind)random.Next(4),
        Priority = random.Next(3),
        TailSeconds = random.Next(3),
        ReadyAt = Times.Start.AddSeconds(random.Next(2)),
    };

    private static Candidate DrawAgent(Random random, int i)
    {
        var agent = Agent($"a{i}", [.. Skills.Where(_ => random.Next(2) == 0).Select(s => (s, random.Next(11) / 10.0))]);
        var profile = agent.Agent.Profile with { Merges = random.Next(2) == 0, Capacity = 1 + random.Next(4) };
        return new Candidate(agent.Agent with { Profile = profile, Status = (AgentStatus)random.Next(5) }, random.Next(profile.Capacity + 1), random.Next(2) == 0);
    }

    private static ReadyTask Task(string name, params (string Name, double Level)[] skills) =>
        new("w1", name, WorkKind.Work, [.. skills.Select(s => new SkillRequirement(s.Name, s.Level))], 5, 10, Times.Start);

    private static Candidate Agent(string id, params (string Name, double Level)[] skills) => new(
        new Agent(id, new AgentProfile(id, [.. skills.Select(s => new Skill(s.Name, s.Level))], null, AgentTier.Senior, 2, true, null, Deadlines.Default),
            AgentStatus.Active, Performance.None, 1), 2, true);

    private static Candidate Agent(string id, (string Name, double Level) skill, AgentStatus status)
    {
        var candidate = Agent(id, skill);
        return candidate with { Agent = candidate.Agent with { Status = status } };
    }
}
