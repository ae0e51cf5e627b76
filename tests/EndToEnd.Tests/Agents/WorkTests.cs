using System.Text;
using Shouldly;
using Weft.Client;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.EndToEnd.Tests.Agents;

[Trait("Capability", "E1")]
public sealed class WorkTests
{
    [Fact(Timeout = Town.LongEnough)]
    public async Task work_is_done_in_a_worktree_merged_and_checked()
    {
        await using var town = await Town.BuildAsync(20, ("README", "town\n"));
        await town.AgentAsync("ada", capacity: 2, merges: true);
        var run = await town.RunAsync("""
            tasks:
              - name: api
                skills: [any]
                command: echo api > api.txt && printf contract > "$WEFT_TASK_OUTPUTS/contract"
                produces: [contract]
              - name: page
                skills: [any]
                needs: [api]
                consumes: [contract]
                command: cat "$WEFT_TASK_INPUTS/contract" > page.txt
            gates:
              - name: done
                after: [page]
                checks:
                  - {name: both, command: "test -f api.txt && grep -q contract page.txt && git status --short | wc -l"}
            """);
        await town.HappensAsync<WorkflowCompleted>(run);
        town.Remote.Show(Town.Integration, "api.txt").ShouldBe("api");
        town.Remote.Show(Town.Integration, "page.txt").ShouldBe("contract");
        town.Remote.In("log", "--no-merges", "--format=%an", $"{town.Remote.Base}..{Town.Integration}").Split('\n').Distinct().ShouldBe(["ada"]);
        town.Remote.In("rev-parse", "main").ShouldBe(town.Remote.Base, "the user's branch is left alone");
        var events = await town.EventsAsync(run);
        events.OfType<GatePassed>().Count().ShouldBe(1);
        events.OfType<TaskCompleted>().Where(done => done.Task == "api").Single().Usage!.DurationMs.ShouldBeGreaterThan(0);
        Directory.EnumerateDirectories(Path.Combine(town.Folder, "home-ada", "tasks")).ShouldBeEmpty("what succeeded is cleaned up");
    }

    [Fact(Timeout = Town.LongEnough)]
    public async Task a_command_sees_neither_the_key_nor_what_is_not_allowed()
    {
        await using var town = await Town.BuildAsync(20);
        await town.AgentAsync("ada", merges: true, environment: new Dictionary<string, string> { ["DATABASE_PASSWORD"] = "s3cret", ["LANG"] = "C.UTF-8" });
        var run = await town.RunAsync("""
            tasks:
              - name: look
                skills: [any]
                command: env > "$WEFT_TASK_OUTPUTS/seen"
                produces: [seen]
            """);
        var done = await town.HappensAsync<TaskCompleted>(run);
        var seen = Encoding.UTF8.GetString(await town.Client.GetBlobAsync(done.Outputs.Single().Hash, Town.Cancellation));
        seen.ShouldContain("WEFT_TASK_NAME=look");
        seen.ShouldContain("LANG=C.UTF-8");
        seen.ShouldNotContain("WEFT_KEY");
        seen.ShouldNotContain("weft_", Case.Sensitive);
        seen.ShouldNotContain("s3cret");
    }

    [Fact(Timeout = Town.LongEnough)]
    public async Task a_failing_check_fails_its_gate_and_keeps_the_evidence()
    {
        await using var town = await Town.BuildAsync(20, ("service", "works\n"));
        await town.AgentAsync("ada", merges: true);
        var run = await town.RunAsync("""
            tasks:
              - {name: change, skills: [any], command: echo broken > service}
            gates:
              - name: quality
                after: [change]
                checks:
                  - {name: runs, command: "echo looking at the service; cat service; grep works service"}
            """);
        var failed = await town.HappensAsync<GateFailed>(run);
        var evidence = failed.Failed.Single().Evidence!;
        evidence.ExitCode.ShouldBe(1);
        evidence.OutputTail.ShouldContain("broken");
        Encoding.UTF8.GetString(await town.Client.GetBlobAsync(evidence.OutputHash!, Town.Cancellation)).ShouldStartWith("looking at the service\n");
        (await town.EventsAsync(run)).OfType<GatePassed>().ShouldBeEmpty();
    }

    [Fact(Timeout = Town.LongEnough)]
    public async Task a_failure_keeps_its_worktree_and_is_tried_again()
    {
        await using var town = await Town.BuildAsync(20);
        await town.AgentAsync("ada", merges: true);
        var run = await town.RunAsync("""
            tasks:
              - name: shaky
                skills: [any]
                retry: {max_attempts: 2, backoff_seconds: 0}
                command: echo "attempt $WEFT_TASK_ATTEMPT, $WEFT_TASK_NOTE" | tee note.txt; test "$WEFT_TASK_ATTEMPT" -eq 2 || exit 3
            """);
        var failed = await town.HappensAsync<TaskFailed>(run);
        failed.Reason.ShouldContain("exit code 3");
        failed.Evidence!.ExitCode.ShouldBe(3);
        await town.HappensAsync<WorkflowCompleted>(run);
        town.Remote.Show(Town.Integration, "note.txt").ShouldContain("exit code 3", customMessage: "the next attempt is told why");
        var kept = Directory.EnumerateDirectories(Path.Combine(town.Folder, "home-ada", "tasks")).Single();
        File.ReadAllText(Path.Combine(kept, "work", "note.txt")).ShouldStartWith("attempt 1");
    }

    [Theory(Timeout = Town.LongEnough)]
    [InlineData("ln -s /etc/passwd \"$WEFT_TASK_OUTPUTS/leak\"", "a link stands on the way")]
    [InlineData("rmdir \"$WEFT_TASK_OUTPUTS\" && ln -s /etc \"$WEFT_TASK_OUTPUTS\"", "a link stands on the way")]
    [InlineData("mkdir \"$WEFT_TASK_OUTPUTS/deep\"", "not a folder")]
    public async Task an_output_that_leads_elsewhere_is_refused(string command, string why)
    {
        await using var town = await Town.BuildAsync(20);
        await town.AgentAsync("ada");
        var run = await town.RunAsync($$"""
            tasks:
              - name: leak
                skills: [any]
                retry: {max_attempts: 1}
                command: {{System.Text.Json.JsonSerializer.Serialize(command)}}
            """);
        (await town.HappensAsync<TaskFailed>(run)).Reason.ShouldContain(why);
    }

    [Fact(Timeout = Town.LongEnough)]
    public async Task a_command_may_hand_its_task_back_for_another_try()
    {
        await using var town = await Town.BuildAsync(20);
        await town.AgentAsync("ada", merges: true);
        var mark = Path.Combine(town.Folder, "seen");
        var run = await town.RunAsync($$"""
            tasks:
              - name: later
                skills: [any]
                retry: {max_attempts: 1}
                command: test -f {{mark}} || { touch {{mark}}; exit 75; }
            """);
        (await town.HappensAsync<TaskReleased>(run)).Reason.ShouldContain("75");
        await town.HappensAsync<WorkflowCompleted>(run);
        (await town.EventsAsync(run)).OfType<TaskFailed>().ShouldBeEmpty();
    }
}
