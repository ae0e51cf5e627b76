using Shouldly;
using Weft.Domain.Agents;
using Xunit;

namespace Weft.Domain.Tests.Agents;

[Trait("Capability", "L12")]
public sealed class SupervisorsTests
{
    private static readonly History<Agent, IAgentEvent> Learning = Given.Agent(
        Joined("bob", ("code", 0.8)), new TrainingStarted("tuning", 0.6, "ada", "pending/2"), new TrainingReviewed("tuning", "w/a/1", true, "ada"), new PracticeHandedIn("tuning", "w", "b", 1));

    private static readonly History<Agent, IAgentEvent> Ada = Given.Agent(Joined("ada", ("tuning", 0.9)));
    private static readonly Agent Cyd = Given.Agent(Joined("cyd", ("tuning", 0.7))).State!;

    public static TheoryData<IAgentEvent, string> Goings => new()
    {
        { new AgentLeft("done"), "ada left" },
        { new AgentDraining("done"), "ada drains" },
        { new AgentLost(60), "ada was lost" },
        { new AgentProfileChanged(Joined("ada", ("code", 1)).Profile), "ada does not have the skill any more" },
        { new AgentMeasured(Performance.None, [new Skill("tuning", 0)]), "ada does not have the skill any more" },
    };

    [Theory]
    [MemberData(nameof(Goings))]
    public void another_who_has_the_skill_takes_over_with_what_waits_already(IAgentEvent going, string why)
    {
        Supervisors.MayChangeBy(going).ShouldBeTrue();
        var changed = new SupervisorChanged("tuning", "ada", "cyd", why);
        Learning.When(a => Supervisors.Follow(a, Agents(Ada.And(going).State!, Cyd, a!))).Then(changed);
        var training = Learning.And(changed).State!.Trainings.ShouldHaveSingleItem();
        (training.Supervisor, training.Passed, training.Awaiting.Single().Work).ShouldBe(("cyd", 1, "w/b/1"));
    }

    [Theory]
    [MemberData(nameof(Goings))]
    public void where_nobody_has_it_the_training_ends_and_may_begin_again(IAgentEvent going, string why)
    {
        var ended = new TrainingEnded("tuning", why + ", and nobody else who could supervise has the skill") { Unsupervised = true };
        Learning.When(a => Supervisors.Follow(a, Agents(Ada.And(going).State!, a!))).Then(ended);
        var free = Learning.And(ended);
        (free.State!.Trainings.IsEmpty, free.State.FailedTrainings.IsEmpty).ShouldBe((true, true));
        free.When(a => Train.Start(a, "tuning", 0.6, "cyd", "pending/9")).Then(new TrainingStarted("tuning", 0.6, "cyd", "pending/9"));
    }

    [Fact]
    public void a_supervisor_who_is_there_stays_though_another_is_better()
    {
        Learning.When(a => Supervisors.Follow(a, Agents(Ada.State!, Known("dan", 1), a!))).Nothing();
        Learning.When(a => Supervisors.Follow(a, Agents(Ada.And(new AgentSuspected(12)).State!, Known("dan", 1), a!))).Nothing();
        Learning.When(a => Supervisors.Follow(a, Agents(Known("ada", 0.1), Known("dan", 1), a!))).Nothing();
    }

    [Fact]
    public void it_is_the_best_one_who_is_there_and_knows_more_than_is_learnt()
    {
        Learning.When(a => Supervisors.Follow(a, Agents(Cyd, Known("dan", 0.8), Given.Agent(Joined("eve", ("tuning", 1)), new AgentDraining("done")).State!, a!)))
            .Then(new SupervisorChanged("tuning", "ada", "dan", "ada left"));
        Learning.When(a => Supervisors.Follow(a, Agents(Known("low", 0.5), a!))).ThenTypes(typeof(TrainingEnded));
    }

    /// <summary>What it knows a little of it learns, and does not teach itself.</summary>
    [Fact]
    public void a_learner_does_not_supervise_itself_and_one_who_left_is_asked_when_it_comes_back()
    {
        var self = Given.Agent(Joined("bob", ("tuning", 0.3)), new TrainingStarted("tuning", Train.LeastLevel, "ada", "pending/2"));
        self.When(a => Supervisors.Follow(a, Agents(a!))).ThenTypes(typeof(TrainingEnded));
        self.When(a => Supervisors.Follow(a, Agents(Known("low", 0.2), a!))).Then(new SupervisorChanged("tuning", "ada", "low", "ada left"));
        self.And(new AgentLeft("done")).When(a => Supervisors.Follow(a, Agents(a!))).Nothing();
        Supervisors.MayChangeBy(Joined("bob")).ShouldBeTrue();
    }

    private static Dictionary<string, Agent> Agents(params Agent[] agents) => agents.ToDictionary(a => a.Id);

    private static Agent Known(string id, double tuning) => Given.Agent(Joined(id, ("tuning", tuning))).State!;

    private static AgentRegistered Joined(string id, params (string Name, double Level)[] skills) =>
        new(id, new AgentProfile(id, [.. skills.Select(s => new Skill(s.Name, s.Level))], null, AgentTier.Senior, 1, false, null, Deadlines.Default));
}
