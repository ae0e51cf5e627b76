using CsCheck;
using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Xunit;

namespace Weft.Domain.Tests.Balancing;

[Trait("Capability", "L10")]
public sealed class LaunchedTests
{
    private static readonly string[] Names = ["la", "lb", "lc", "ld"];

    [Fact]
    public void each_launcher_keeps_what_it_has_and_may_have_what_nobody_has_yet()
    {
        Launched.ShareOf("la", Running(0, 0), 2).ShouldBe(2);
        (Launched.ShareOf("la", Running(1, 0), 1), Launched.ShareOf("lb", Running(1, 0), 1)).ShouldBe((1, 0));
        (Launched.ShareOf("la", Running(0, 1), 1), Launched.ShareOf("lb", Running(0, 1), 1)).ShouldBe((0, 1), "whoever came first has it, whatever it is called");
        (Launched.ShareOf("la", Running(1, 1), 4), Launched.ShareOf("lb", Running(1, 1), 4)).ShouldBe((3, 3), "who comes first gets what is free");
        (Launched.ShareOf("la", Running(2, 2), 3), Launched.ShareOf("lb", Running(2, 2), 3)).ShouldBe((2, 1));
    }

    /// <summary>Launchers that start and stop in any order, each by what it was told last, however long ago: never are there more than are wanted, or
    /// were already there; and when they stop asking, there are as many as are wanted.</summary>
    [Fact]
    public void whatever_the_order_there_are_never_more_than_are_wanted_and_in_the_end_as_many() =>
        Gen.Select(Gen.Int[0, 5].Array[4], Gen.Int[0, 12], Gen.Select(Gen.Int[0, 3], Gen.Bool).Array[0, 60]).Sample((at, wanted, steps) =>
        {
            var (running, told) = (at.ToArray(), at.ToArray());
            var most = Math.Max(wanted, running.Sum());
            foreach (var (who, ask) in steps.Concat(Enumerable.Range(0, 8).SelectMany(i => new[] { (i % 4, true), (i % 4, false) })))
            {
                if (ask)
                {
                    told[who] = Launched.ShareOf(Names[who], Running(running), wanted);
                    continue;
                }

                running[who] = Math.Min(running[who], told[who]);
                while (running[who] < told[who] && Join(running, who, wanted) is null)
                {
                    running[who]++;
                }

                running.Sum().ShouldBeLessThanOrEqualTo(most);
                most = Math.Max(wanted, running.Sum());
            }

            running.Sum().ShouldBe(wanted);
        });

    [Fact]
    public void one_too_many_is_refused_and_nobody_else()
    {
        var known = new[] { Agent("la-1", "la", AgentStatus.Active), Agent("la-2", "la", AgentStatus.Draining), Agent("ada", null, AgentStatus.Active) };
        Launched.Refuse("lb-1", Profile("lb"), known, 1)!.Code.ShouldBe("agent.not-wanted");
        Launched.Refuse("lb-1", Profile("lb"), known, 2).ShouldBeNull();
        Launched.Refuse("la-1", Profile("la"), known, 0).ShouldBeNull("it is here: who is to go is the launcher's business");
        Launched.Refuse("la-2", Profile("la"), known, 1)!.Code.ShouldBe("agent.not-wanted");
        Launched.Refuse("bob", Profile(null), known, 0).ShouldBeNull();
    }

    [Fact]
    public void wanted_is_what_the_policy_allows_and_nothing_where_balancing_is_off()
    {
        var state = BalanceState.None with { Wanted = 7 };
        Launched.Wanted(state, new BalancingPolicy { MinAgents = 1, MaxAgents = 3 }).ShouldBe(3);
        Launched.Wanted(null, new BalancingPolicy { MinAgents = 1, MaxAgents = 3 }).ShouldBe(1);
        Launched.Wanted(state, new BalancingPolicy { MaxAgents = 9, Enabled = false }).ShouldBe(0);
    }

    private static Rejection? Join(int[] running, int who, int wanted) => Launched.Refuse(
        $"{Names[who]}-new", Profile(Names[who]), running.SelectMany((n, i) => Enumerable.Range(0, n).Select(k => Agent($"{Names[i]}-{k}", Names[i], AgentStatus.Active))), wanted);

    private static Dictionary<string, int> Running(params int[] counts) => counts.Select((n, i) => (Names[i], n)).ToDictionary();

    private static AgentProfile Profile(string? launcher) => new("x", [], null, AgentTier.Senior, 1, false, null, Deadlines.Default) { Launcher = launcher };

    private static Agent Agent(string id, string? launcher, AgentStatus status) => new(id, Profile(launcher), status, Performance.None, 1);
}
