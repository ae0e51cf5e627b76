using Shouldly;
using Weft.Benchmarks.Faults;

namespace Weft.EndToEnd.Tests.Faults;

/// <summary>The checker finds each kind of violation once it is planted, and nothing in a log that is right.</summary>
[Trait("Capability", "Z1")]
public sealed class LogCheckerTests
{
    private readonly PlantedLog _log = new();

    [Fact]
    public void A_right_log_passes() => _log.Violations().ShouldBeEmpty();

    [Fact]
    public void What_was_never_answered_may_be_missing()
    {
        _log.Told.Add(PlantedLog.Tell(CommandKind.CreateWorkflow, "ada", "k12", 0, ("", 0)) with { Told = Told.Nothing, Tasks = [new TaskRef("w2", "", 0)] });
        _log.Violations().ShouldBeEmpty();
    }

    [Fact]
    public void An_acknowledged_command_without_effect_is_found()
    {
        _log.Told.Add(PlantedLog.Tell(CommandKind.Start, "ada", "k12", 20, ("b", 10)));
        _log.Receipts.Add(PlantedLog.Receipt("k12", new { }));
        _log.Violations().ShouldBe([ViolationKind.LostEffect, ViolationKind.ReceiptWithoutEffect], ignoreOrder: true);
    }

    [Fact]
    public void A_claim_that_another_agent_got_is_found()
    {
        _log.Told[1] = _log.Told[1] with { Agent = "bob" };
        _log.Violations().ShouldBe([ViolationKind.LostEffect]);
    }

    [Fact]
    public void An_effect_after_the_position_of_its_answer_is_found()
    {
        _log.Told[4] = _log.Told[4] with { Position = 8 };
        _log.Violations().ShouldBe([ViolationKind.LateEffect]);
    }

    [Fact]
    public void A_refused_command_with_effect_is_found()
    {
        _log.Told[4] = _log.Told[4] with { Told = Told.Refused };
        _log.Violations().ShouldBe([ViolationKind.RefusedEffect]);
    }

    [Fact]
    public void A_task_assigned_to_two_is_found()
    {
        _log.Insert("task_assigned", new { task = "join", attempt = 1, agent = "ada" }, before: "workflow_completed");
        _log.Cut(15);
        _log.Insert("task_assigned", new { task = "join", attempt = 1, agent = "bob" });
        _log.Remove("task_completed", "join");
        _log.Told.RemoveAll(command => command.Key == "k11");
        _log.Violations().ShouldBe([ViolationKind.DuplicateEffect]);
    }

    [Fact]
    public void An_attempt_completed_twice_is_found()
    {
        _log.Insert("task_assigned", new { task = "join", attempt = 1, agent = "bob" });
        _log.Insert("task_completed", new { task = "join", attempt = 1, token = 17 });
        _log.Violations().ShouldBe([ViolationKind.DuplicateEffect]);
    }

    [Fact]
    public void A_task_started_twice_by_one_lease_is_found()
    {
        _log.Cut(9);
        _log.Insert("task_started", new { task = "a", token = 6 });
        _log.Told.RemoveRange(5, 6);
        _log.Receipts.RemoveAll(receipt => receipt.Key == "k10");
        _log.Violations().ShouldBe([ViolationKind.DuplicateEffect]);
    }

    [Fact]
    public void A_workflow_defined_twice_is_found()
    {
        _log.Insert("workflow_defined", new { workflowId = "w1" });
        _log.Violations().ShouldBe([ViolationKind.DuplicateEffect]);
    }

    [Theory]
    [InlineData("task_started")]
    [InlineData("task_submitted")]
    [InlineData("task_checkpointed")]
    [InlineData("task_released")]
    public void A_write_with_a_stale_token_is_found(string type)
    {
        _log.Told.RemoveAll(command => command.Told == Told.Refused);
        _log.Insert(type, new { task = "b", token = 7 });
        _log.Violations().ShouldBe([ViolationKind.StaleWrite]);
    }

    [Fact]
    public void A_hole_in_the_versions_is_found()
    {
        _log.Renumber("workflow_completed", 17);
        _log.Violations().ShouldBe([ViolationKind.BrokenVersions]);
    }

    [Fact]
    public void A_repeat_in_the_versions_is_found()
    {
        _log.Renumber("workflow_completed", 15);
        _log.Violations().ShouldBe([ViolationKind.BrokenVersions]);
    }

    [Fact]
    public void A_task_that_was_never_readied_is_found()
    {
        _log.Cut(12);
        _log.Told.RemoveRange(9, 2);
        _log.Receipts.RemoveAll(receipt => receipt.Key is "k10" or "k11");
        _log.Violations().ShouldBe([ViolationKind.LostTask]);
    }

    [Fact]
    public void A_task_that_is_ready_or_waits_for_one_that_is_held_is_not_lost()
    {
        _log.Cut(7);
        _log.Told.RemoveRange(3, 8);
        _log.Receipts.RemoveRange(3, 7);
        _log.Violations().ShouldBeEmpty();
    }

    [Fact]
    public void A_workflow_that_does_not_end_is_found()
    {
        _log.Remove("workflow_completed");
        _log.Violations().ShouldBe([ViolationKind.LostTask]);
    }

    [Fact]
    public void A_receipt_without_effect_is_found()
    {
        _log.Told[4] = _log.Told[4] with { Told = Told.Nothing, Tasks = [new TaskRef("w1", "b", 10)] };
        _log.Violations().ShouldBe([ViolationKind.ReceiptWithoutEffect]);
    }

    [Fact]
    public void Two_receipts_of_one_command_are_found()
    {
        _log.Receipts.Add(_log.Receipts[0]);
        _log.Violations().ShouldBe([ViolationKind.ReceiptTwice]);
    }

    [Fact]
    public void A_missing_receipt_is_found()
    {
        _log.Receipts.RemoveAt(0);
        _log.Violations().ShouldBe([ViolationKind.ReceiptMissing]);
    }
}
