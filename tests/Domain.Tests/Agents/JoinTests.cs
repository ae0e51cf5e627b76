using Shouldly;
using Weft.Domain.Agents;
using Xunit;

namespace Weft.Domain.Tests.Agents;

[Trait("Capability", "J1")]
[Trait("Capability", "G2")]
public sealed class JoinTests
{
    private static readonly AgentProfile Profile = new("Alice", [new Skill("csharp", 0.8)], "apis", AgentTier.Senior, 2, true, null, Deadlines.Default);
    private static readonly AgentRegistered Registered = new("alice", Profile);

    [Fact]
    public void an_agent_registers_once()
    {
        Given.Agent().When(a => Join.Register(a, "alice", Profile)).Then(Registered);
        Given.Agent(Registered).When(a => Join.Register(a, "alice", Profile)).Nothing();
        Given.Agent(Registered).When(a => Join.Register(a, "alice", Profile with { Skills = [new Skill("csharp", 0.8)] })).Nothing();
        Given.Agent(Registered).When(a => Join.Register(a, "alice", Profile with { Capacity = 3 })).ThenTypes(typeof(AgentRegistered));
    }

    [Fact]
    public void registering_again_brings_an_agent_back()
    {
        foreach (IAgentEvent gone in new IAgentEvent[] { new AgentLeft("x"), new AgentLost(30), new AgentDraining("x"), new AgentSuspected(10) })
        {
            var back = Given.Agent(Registered, gone);
            back.When(a => Join.Register(a, "alice", Profile)).Then(Registered);
            back.And(Registered).State!.Status.ShouldBe(AgentStatus.Active);
            back.And(Registered).State!.Drains.ShouldBeFalse();
        }
    }

    [Fact]
    public void a_profile_must_make_sense()
    {
        Register(Profile with { Capacity = 0 }).Rejects("agent.bad-capacity");
        Register(Profile with { Capacity = Join.MaxCapacity + 1 }).Rejects("agent.bad-capacity");
        Register(Profile with { Skills = default }).Rejects("agent.bad-skill");
        Register(Profile with { Skills = [new Skill(" ", 1)] }).Rejects("agent.bad-skill");
        Register(Profile with { Skills = [new Skill("x", 1.01)] }).Rejects("agent.bad-skill");
        Register(Profile with { Skills = [new Skill("x", double.NaN)] }).Rejects("agent.bad-skill");
        Register(Profile with { Skills = [new Skill("x", 1), new Skill("x", 0.5)] }).Rejects("agent.duplicate-skill");
        Register(Profile with { Deadlines = new Deadlines(30, 30) }).Rejects("agent.bad-deadlines");
        Register(Profile with { Deadlines = new Deadlines(0, 30) }).Rejects("agent.bad-deadlines");
        Register(Profile with { Deadlines = new Deadlines(1, 86_401) }).Rejects("agent.bad-deadlines");
    }

    [Fact]
    public void profile_and_capacity_change_while_it_is_there()
    {
        var changed = Profile with { Specialty = "databases" };
        Given.Agent(Registered).When(a => Join.Register(a, "alice", changed)).Then(new AgentRegistered("alice", changed));
        Given.Agent(Registered, new AgentProfileChanged(changed)).When(a => Join.Register(a, "alice", changed)).Nothing();
        Given.Agent(Registered).When(a => Join.ChangeCapacity(a, "alice", 5)).Then(new AgentCapacityChanged(5));
        Given.Agent(Registered, new AgentCapacityChanged(5)).When(a => Join.ChangeCapacity(a, "alice", 5)).Nothing();
        Given.Agent(Registered).When(a => Join.ChangeCapacity(a, "alice", 0)).Rejects("agent.bad-capacity");
        Given.Agent(Registered).When(a => Join.Register(a, "alice", Profile with { Capacity = 0 })).Rejects("agent.bad-capacity");
    }

    [Fact]
    public void draining_and_leaving_twice_change_nothing()
    {
        Given.Agent(Registered).When(a => Join.Drain(a, "alice", "night")).Then(new AgentDraining("night"));
        Given.Agent(Registered, new AgentDraining("night")).When(a => Join.Drain(a, "alice", "night")).Nothing();
        Given.Agent(Registered, new AgentDraining("night")).State!.TakesWork.ShouldBeFalse();
        Given.Agent(Registered).When(a => Join.Leave(a, "alice", "done")).Then(new AgentLeft("done"));
        Given.Agent(Registered, new AgentLeft("done")).When(a => Join.Leave(a, "alice", "done")).Nothing();
    }

    [Fact]
    public void an_unknown_agent_and_one_that_has_left_are_told_to_register()
    {
        Given.Agent().When(a => Join.Drain(a, "alice", "x")).Rejects("agent.unknown");
        Given.Agent().When(a => Join.Leave(a, "alice", "x")).Rejects("agent.unknown");
        Given.Agent().When(a => Join.ChangeCapacity(a, "alice", 1)).Rejects("agent.unknown");
        Given.Agent(Registered, new AgentLeft("x")).When(a => Join.Drain(a, "alice", "x")).Rejects("agent.left");
        Given.Agent(Registered, new AgentLeft("x")).When(a => Join.ChangeCapacity(a, "alice", 1)).Rejects("agent.left");
    }

    [Fact]
    [Trait("Capability", "J2")]
    public void what_was_learnt_of_a_skill_survives_a_restart_and_not_a_new_declaration()
    {
        var learnt = Given.Agent(Registered, new AgentMeasured(new Performance(5, 0, 0.9), [new Skill("csharp", 0.9)]), new AgentLeft("update"));
        learnt.And(Registered).State!.Level("csharp").ShouldBe(0.9);
        learnt.And(Registered).State!.Performance.Completed.ShouldBe(5);
        learnt.And(Registered).When(a => Join.Register(a, "alice", Profile)).Nothing();
        learnt.And(new AgentRegistered("alice", Profile with { Skills = [new Skill("csharp", 0.5), new Skill("react", 0.1)] })).State!
            .ShouldSatisfyAllConditions(a => a.Level("csharp").ShouldBe(0.5), a => a.Level("react").ShouldBe(0.1), a => a.Level("sql").ShouldBe(0));
    }

    /// <summary>Agents and tasks write skills alike; who declared another name before there was a rule keeps it.</summary>
    [Theory]
    [InlineData("日本語")]
    [InlineData("x y")]
    [InlineData("c++")]
    [InlineData("1a")]
    [Trait("Capability", "J1")]
    public void a_skill_that_no_task_could_ask_for_is_refused(string name)
    {
        var odd = Profile with { Skills = [new Skill("csharp", 1), new Skill(name, 1)] };
        Register(odd).Rejects("agent.bad-skill");
        Given.Agent(Registered).When(a => Join.Register(a, "alice", odd)).Rejects("agent.bad-skill");
        Given.Agent(new AgentRegistered("alice", odd), new AgentLeft("update")).When(a => Join.Register(a, "alice", odd)).Then(new AgentRegistered("alice", odd));
        Given.Agent(new AgentRegistered("alice", odd)).When(a => Join.ChangeCapacity(a, "alice", 3)).Then(new AgentCapacityChanged(3));
    }

    private static Outcome<IAgentEvent> Register(AgentProfile profile) => Given.Agent().When(a => Join.Register(a, "alice", profile));
}
