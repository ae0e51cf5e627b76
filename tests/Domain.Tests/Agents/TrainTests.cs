using System.Globalization;
using Shouldly;
using Weft.Domain.Agents;
using Xunit;

namespace Weft.Domain.Tests.Agents;

[Trait("Capability", "L12")]
public sealed class TrainTests
{
    private static readonly AgentProfile Profile = new("bob", [new Skill("code", 0.8)], null, AgentTier.Senior, 1, false, null, Deadlines.Default);
    private static readonly AgentRegistered Joined = new("bob", Profile);
    private static readonly TrainingStarted Started = new("tuning", 0.5, "ada", "pending/2");

    [Fact]
    public void it_starts_once_and_not_for_what_is_known() =>
        Given.Agent(Joined).When(a => Train.Start(a, "tuning", 0.5, "ada", "pending/2")).Then(Started);

    [Fact]
    public void a_second_start_and_a_known_skill_change_nothing()
    {
        Given.Agent(Joined, Started).When(a => Train.Start(a, "tuning", 0.5, "ada", "pending/9")).Nothing();
        Given.Agent(Joined).When(a => Train.Start(a, "code", 0.5, "ada", "pending/2")).Nothing();
        Given.Agent().When(a => Train.Start(a, "code", 0.5, "ada", "pending/2")).Nothing();
    }

    [Fact]
    public void enough_passes_bring_the_skill_and_the_same_work_counts_once()
    {
        var learning = Given.Agent(Joined, Started, new TrainingReviewed("tuning", "w/a/1", true, "ada"), new TrainingReviewed("tuning", "w/b/1", true, "ada"));
        learning.When(a => Train.Review(a, "bob", "tuning", "w/a/1", true, "ada")).Nothing();
        learning.When(a => Train.Review(a, "bob", "tuning", "w/c/1", true, "ada")).Then(new TrainingReviewed("tuning", "w/c/1", true, "ada"), new SkillEarned("tuning", 0.5));
        var able = learning.And(new TrainingReviewed("tuning", "w/c/1", true, "ada"), new SkillEarned("tuning", 0.5));
        able.State!.Level("tuning").ShouldBe(0.5);
        able.State.Trainings.ShouldBeEmpty();
        able.And(Joined).State!.Level("tuning").ShouldBe(0.5, "a restart does not unlearn");
    }

    [Fact]
    public void a_verdict_stands_and_another_one_is_told_of_it()
    {
        foreach (var (first, word) in new[] { (true, "passed"), (false, "failed") })
        {
            var learning = Given.Agent(Joined, Started, new TrainingReviewed("tuning", "w/a/1", first, "ada"));
            learning.When(a => Train.Review(a, "bob", "tuning", "w/a/1", first, "cyd")).Nothing();
            var refused = learning.When(a => Train.Review(a, "bob", "tuning", "w/a/1", !first, "cyd")).Rejects("training.already-reviewed");
            (refused.Facts["work"], refused.Facts["verdict"], refused.Facts["by"]).ShouldBe(("w/a/1", word, "ada"));
            refused.Facts["at"].ShouldBe(learning.State!.Reviewed.ShouldHaveSingleItem().At.ToString("O", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Who lost the answer to the word that ended the training asks again.</summary>
    [Fact]
    public void a_verdict_stands_when_its_training_has_ended_and_when_it_began_again()
    {
        var judged = Given.Agent(Joined, Started, new TrainingReviewed("tuning", "w/a/1", true, "ada"));
        foreach (var ended in new IAgentEvent[] { new SkillEarned("tuning", 0.5), new TrainingEnded("tuning", "ada left") { Unsupervised = true } })
        {
            foreach (var now in new[] { judged.And(ended), judged.And(ended, Started) })
            {
                now.When(a => Train.Review(a, "bob", "tuning", "w/a/1", true, "ada")).Nothing();
                now.When(a => Train.Review(a, "bob", "tuning", "w/a/1", false, "ada")).Rejects("training.already-reviewed");
            }
        }

        judged.And(Started with { Skill = "code" }).When(a => Train.Review(a, "bob", "code", "w/a/1", false, "ada")).ThenTypes(typeof(TrainingReviewed));
    }

    [Fact]
    public void of_each_skill_the_latest_verdicts_are_kept()
    {
        var judged = Given.Agent([Joined, Started, new TrainingReviewed("code", "w/first/1", true, "ada"), .. Enumerable.Range(0, 60).Select(i => new TrainingReviewed("tuning", $"w/t{i}/1", true, "ada"))]).State!;
        judged.Reviewed.Where(r => r.Skill == "tuning").Select(r => r.Work).ShouldBe(Enumerable.Range(10, Train.MostReviewed).Select(i => $"w/t{i}/1"));
        judged.ReviewOf("code", "w/first/1").ShouldNotBeNull();
    }

    [Fact]
    public void what_is_handed_in_waits_for_its_review_once()
    {
        var learning = Given.Agent(Joined, Started);
        learning.When(a => Train.HandIn(a, "tuning", "w", "a", 1)).Then(new PracticeHandedIn("tuning", "w", "a", 1));
        var waiting = learning.And(new PracticeHandedIn("tuning", "w", "a", 1));
        waiting.When(a => Train.HandIn(a, "tuning", "w", "a", 1)).Nothing();
        waiting.State!.TrainingIn("tuning")!.Awaiting.ShouldHaveSingleItem().Work.ShouldBe("w/a/1");
        var reviewed = waiting.And(new TrainingReviewed("tuning", "w/a/1", true, "ada"));
        reviewed.State!.TrainingIn("tuning")!.Awaiting.ShouldBeEmpty();
        reviewed.When(a => Train.HandIn(a, "tuning", "w", "a", 1)).Nothing();
        Given.Agent(Joined).When(a => Train.HandIn(a, "tuning", "w", "a", 1)).Nothing();
    }

    [Fact]
    public void a_second_failure_takes_it_back()
    {
        var learning = Given.Agent(Joined, Started, new TrainingReviewed("tuning", "w/a/1", false, "ada"));
        learning.When(a => Train.Review(a, "bob", "tuning", "w/b/1", false, "ada")).ThenTypes(typeof(TrainingReviewed), typeof(TrainingEnded));
        var ended = learning.And(new TrainingReviewed("tuning", "w/b/1", false, "ada"), new TrainingEnded("tuning", "why"));
        ended.State!.Level("tuning").ShouldBe(0);
        ended.When(a => Train.Review(a, "bob", "tuning", "w/c/1", true, "ada")).Rejects("training.unknown");
    }
}
