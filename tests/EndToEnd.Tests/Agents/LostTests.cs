using System.Text;
using Shouldly;
using Weft.Client;
using Weft.Contracts;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.EndToEnd.Tests.Agents;

[Trait("Capability", "V7")]
public sealed class LostTests
{
    private const string Resumable = """
        tasks:
          - name: long
            skills: [any]
            produces: [result]
            command: |
              if [ -n "$WEFT_TASK_CHECKPOINT_NAME" ]; then
                cp "$WEFT_TASK_CHECKPOINT/state" "$WEFT_TASK_OUTPUTS/result"
                exit 0
              fi
              mkdir -p "$WEFT_TASK_CHECKPOINT/deep"
              head -c 3000 /dev/urandom | od -x > "$WEFT_TASK_CHECKPOINT/state"
              cp "$WEFT_TASK_CHECKPOINT/state" "$STATE_OF_FIRST"
              echo "checkpoint 40 half" >> "$WEFT_TASK_CONTROL"
              sleep 600
        """;

    [Fact(Timeout = Town.LongEnough)]
    public async Task a_killed_workers_task_goes_on_elsewhere_from_its_last_checkpoint()
    {
        await using var town = await Town.BuildAsync(6);
        var first = await town.AgentAsync("ada");
        var state = Path.Combine(town.Folder, "state-of-first");
        var run = await town.RunAsync(Resumable.Replace("$STATE_OF_FIRST", state, StringComparison.Ordinal));
        var saved = await town.HappensAsync<TaskCheckpointed>(run);
        (saved.Name, saved.Percent).ShouldBe(("half", 40));
        await first.KillAsync();
        await town.AgentAsync("bob", merges: true);
        (await town.HappensAsync<LeaseExpired>(run)).Agent.ShouldBe("ada");
        var done = await town.HappensAsync<TaskCompleted>(run);
        var read = await town.Client.GetBlobAsync(done.Outputs.Single().Hash, Town.Cancellation);
        read.ShouldBe(await File.ReadAllBytesAsync(state, Town.Cancellation));
        read.Length.ShouldBeGreaterThan(3000);
    }

    [Fact(Timeout = Town.LongEnough)]
    public async Task a_killed_workers_command_dies_with_it()
    {
        await using var town = await Town.BuildAsync(20);
        var agent = await town.AgentAsync("ada");
        var (pid, left) = (Path.Combine(town.Folder, "pid"), Path.Combine(town.Folder, "ended"));
        var run = await town.RunAsync($$"""
            tasks:
              - name: stay
                skills: [any]
                command: exec 2>/dev/null; trap 'echo > {{left}}; exit 1' TERM; echo $$ > {{pid}}; echo "progress 1" >> "$WEFT_TASK_CONTROL"; while :; do sleep 0.05; done
            """);
        await town.HappensAsync<TaskStarted>(run);
        // A shell that says "Terminated" into the dead worker's pipe would end before its trap: hence no stderr.
        await town.AppearsAsync(pid);
        await agent.KillAsync();
        await town.AppearsAsync(left);
    }

    [Fact(Timeout = Town.LongEnough)]
    [Trait("Capability", "V2")]
    public async Task work_whose_lease_is_gone_is_stopped_and_nothing_is_reported()
    {
        await using var town = await Town.BuildAsync(6);
        var agent = await town.AgentAsync("ada");
        var left = Path.Combine(town.Folder, "ended");
        var run = await town.RunAsync($$"""
            tasks:
              - name: stay
                skills: [any]
                command: trap 'echo > {{left}}; exit 0' TERM; echo "progress 1" >> "$WEFT_TASK_CONTROL"; echo "checkpoint 1 begun" >> "$WEFT_TASK_CONTROL"; while :; do sleep 0.05; done
            """);
        await town.HappensAsync<TaskCheckpointed>(run);
        await town.Client.CancelWorkflowAsync(run, "not needed any more", cancellation: Town.Cancellation);
        await town.AppearsAsync(left);
        await agent.SaysAsync("abandoned", Town.Cancellation);
        (await town.EventsAsync(run)).ShouldAllBe(happened => !(happened is TaskCompleted || happened is TaskSubmitted || happened is TaskFailed || happened is StaleResultRefused));
    }

    [Fact(Timeout = Town.LongEnough)]
    public async Task a_stopped_agent_hands_its_task_back_with_a_checkpoint_and_leaves()
    {
        await using var town = await Town.BuildAsync(20);
        var agent = await town.AgentAsync("ada");
        var run = await town.RunAsync("""
            tasks:
              - name: long
                skills: [any]
                command: |
                  trap 'echo saved > "$WEFT_TASK_CHECKPOINT/state"; echo "checkpoint 70 leaving" >> "$WEFT_TASK_CONTROL"; exit 1' TERM
                  echo "checkpoint 10 begun" >> "$WEFT_TASK_CONTROL"
                  while :; do sleep 0.05; done
            """);
        await town.HappensAsync<TaskCheckpointed>(run, saved => saved.Name == "begun");
        (await agent.TerminateAsync(Town.Cancellation)).ShouldBe(0, agent.Log);
        var events = await town.EventsAsync(run);
        events.OfType<TaskCheckpointed>().Select(saved => saved.Name).ShouldBe(["begun", "leaving"]);
        events.OfType<TaskReleased>().Count().ShouldBe(1);
        events.OfType<TaskFailed>().ShouldBeEmpty();
    }

    [Fact(Timeout = Town.LongEnough)]
    [Trait("Capability", "Z1")]
    public async Task a_result_with_a_stale_token_is_refused_says_who_holds_the_task_and_is_kept_as_a_fact()
    {
        await using var town = await Town.BuildAsync(3);
        var run = await town.RunAsync("tasks:\n  - {name: one, skills: [any], command: 'true'}");
        foreach (var agent in new[] { "ada", "bob" })
            await town.Client.RegisterAgentAsync(new RegisterAgentRequest(agent, null, [new SkillLevel("any", 1)]), cancellation: Town.Cancellation);
        var stale = (await town.Client.ClaimAsync("ada", new ClaimRequest(1, 10), cancellation: Town.Cancellation)).Tasks.Single();
        var held = (await town.Client.ClaimAsync("bob", new ClaimRequest(1, 30), cancellation: Town.Cancellation)).Tasks.Single();
        held.Token.ShouldBeGreaterThan(stale.Token);
        var late = new SubmitRequest("ada", stale.Token, null, null);
        var problem = await Should.ThrowAsync<WeftProblemException>(() => town.Client.SubmitTaskAsync(run, "one", late, cancellation: Town.Cancellation));
        (problem.Status, problem.Code, problem.Facts["heldBy"]).ShouldBe((409, "lease.stale-token", "bob"));
        var fact = (await town.EventsAsync(run)).OfType<StaleResultRefused>().Single();
        (fact.Agent, fact.Token, fact.HeldBy).ShouldBe(("ada", stale.Token, "bob"));
        await town.Client.SubmitTaskAsync(run, "one", new SubmitRequest("bob", held.Token, null, null), cancellation: Town.Cancellation);
        await town.HappensAsync<WorkflowCompleted>(run);
    }

    [Theory(Timeout = Town.LongEnough)]
    [InlineData("../outside")]
    [InlineData("/tmp/outside")]
    public async Task a_checkpoint_that_would_leave_its_folder_is_not_restored(string name)
    {
        await using var town = await Town.BuildAsync(3);
        var run = await town.RunAsync("tasks:\n  - {name: one, skills: [any], command: 'true', retry: {max_attempts: 1}}");
        await town.Client.RegisterAgentAsync(new RegisterAgentRequest("mallory", null, [new SkillLevel("any", 1)]), cancellation: Town.Cancellation);
        var held = (await town.Client.ClaimAsync("mallory", new ClaimRequest(1, 10), cancellation: Town.Cancellation)).Tasks.Single();
        var hash = await town.Client.PutBlobAsync(Tar(name), Town.Cancellation);
        await town.Client.SaveCheckpointAsync(run, "one", new CheckpointRequest("mallory", held.Token, "bad", hash, 5), cancellation: Town.Cancellation);
        await town.AgentAsync("ada");
        (await town.HappensAsync<TaskFailed>(run)).Reason.ShouldContain("outside");
        File.Exists(Path.Combine(town.Folder, "home-ada", "tasks", "outside")).ShouldBeFalse();
    }

    private static byte[] Tar(string name)
    {
        var bytes = new MemoryStream();
        using (var tar = new System.Formats.Tar.TarWriter(bytes, leaveOpen: true))
            tar.WriteEntry(new System.Formats.Tar.PaxTarEntry(System.Formats.Tar.TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes("x")) });
        return bytes.ToArray();
    }
}
