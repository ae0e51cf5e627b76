using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Balancing;

/// <summary>Tasks that ask for a skill that no agent has, those that were launched included.</summary>
[Trait("Capability", "L10")]
public sealed class ScalingTests
{
    private static readonly BalancingPolicy Policy = BalancingPolicy.Default with { MaxAgents = 8, ScaleCooldownSeconds = 0 };

    [Fact]
    public void what_nobody_can_do_keeps_no_launched_agent()
    {
        var windows = new Windows { Policy = Policy };
        windows.Next(2, Waiting(able: 1, tasks: 20));
        Wanted(windows).ShouldBe([4]);
        Launch(windows, 4);
        windows.Next(3, Waiting(able: 0, tasks: 1));
        Wanted(windows).ShouldBe([4, 2, 1, 0]);
        windows.Of<AgentsScaled>().Last().Reason.ShouldStartWith("nothing waits that an agent here can do");
    }

    [Fact]
    public void what_nobody_can_do_asks_for_more_agents_once()
    {
        var windows = new Windows { Policy = Policy };
        windows.Next(4, Waiting(able: 0, tasks: 10));
        Wanted(windows).ShouldBe([2], "they are on their way, and may bring the skill");
        Launch(windows, 2);
        windows.Next(2, Waiting(able: 0, tasks: 10));
        Wanted(windows).ShouldBe([2, 1, 0], "they did not");
        windows.Next(2, Waiting(able: 0, tasks: 10));
        windows.Next(Waiting(able: 1, tasks: 10));
        Wanted(windows).ShouldBe([2, 1, 0, 2]);
    }

    private static Measurement Waiting(int able, int tasks) =>
        Windows.Window(tasks, Windows.Agent("ada", used: 0.1)) with { Groups = [new PendingGroup([new SkillRequirement("rare", 0.5)], tasks, able)] };

    private static IEnumerable<int> Wanted(Windows windows) => windows.Of<AgentsScaled>().Select(s => s.To);

    private static void Launch(Windows windows, int agents)
    {
        for (var i = 1; i <= agents; i++)
        {
            var profile = new AgentProfile($"l{i}", [], null, AgentTier.Senior, 1, false, null, Deadlines.Default) { Launcher = "farm" };
            windows.Board.Put(new Agent($"l{i}", profile, AgentStatus.Active, Performance.None, 1));
        }
    }
}
