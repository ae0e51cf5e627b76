using System.Text.Json;
using Shouldly;

namespace Weft.EndToEnd.Tests.Workflows;

[Trait("Capability", "E1")]
public sealed class RunTests : IDisposable
{
    private const string Template = """
        name: two_parts
        parameters:
          ParallelAgents: {default: 2}
          CoordinationMechanism: {default: pull}
          ConflictResolutionApproach: {default: human}
          QualityAssuranceStrategy: {default: gates}
          ParallelismMetrics: {default: full}
          Check: {type: text, default: 'true'}
        workflow_templates:
          concurrent_development: "{{.ParallelAgents}}"
          coordination_strategy: "{{.CoordinationMechanism}}"
          conflict_resolution: "{{.ConflictResolutionApproach}}"
          quality_integration: "{{.QualityAssuranceStrategy}}"
          performance_monitoring: "{{.ParallelismMetrics}}"
        skills: [code, words]
        tasks:
          - {name: api, skills: [code], base: fork}
          - {name: manual, skills: [words], base: fork}
        gates:
          - name: together
            after: [api, manual]
            checks:
              - name: both
                command: {{printf "%q" .Check}}
        """;

    private readonly TestFolder _folder = new();

    [Fact]
    public async Task The_result_is_a_branch_and_the_persons_own_branches_and_files_stay_as_they_are()
    {
        var repository = await UserRepository.CreateAsync(_folder.Below("my project"));
        var before = await repository.StateAsync();

        var ended = await RunAsync(repository, "test -f api.txt && test -f manual.txt");

        ended.ExitCode.ShouldBe(0, ended.ToString());
        var result = JsonDocument.Parse(ended.Output).RootElement;
        var branch = result.GetProperty("branch").GetString()!;
        branch.ShouldStartWith("weft/");
        (await repository.GitAsync("ls-tree", "--name-only", branch)).Split('\n').ShouldBe(["README.md", "api.txt", "manual.txt"]);
        (await repository.GitAsync("rev-parse", branch)).ShouldBe(result.GetProperty("commit").GetString());
        (await repository.StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_gate_that_fails_makes_the_run_fail_and_still_leaves_its_branch()
    {
        var repository = await UserRepository.CreateAsync(_folder.Below("my project"));

        var ended = await RunAsync(repository, "test -f never-made.txt");

        ended.ExitCode.ShouldBe(1, ended.ToString());
        var result = JsonDocument.Parse(ended.Output).RootElement;
        result.GetProperty("status").GetString().ShouldBe("failed");
        result.GetProperty("failed").EnumerateArray().ShouldContain(name => name.GetString()!.Contains("together"));
        result.GetProperty("branch").GetString()!.ShouldStartWith("weft/");
    }

    [Fact]
    public async Task A_repository_with_uncommitted_changes_is_refused_and_nothing_is_done()
    {
        var repository = await UserRepository.CreateAsync(_folder.Below("my project"));
        await File.WriteAllTextAsync(Path.Combine(repository.Folder, "draft.txt"), "not yet", TestContext.Current.CancellationToken);
        var before = await repository.StateAsync();

        var ended = await RunAsync(repository, "true");

        ended.ExitCode.ShouldBe(2, ended.ToString());
        ended.Errors.ShouldContain("draft.txt");
        ended.Output.ShouldBeEmpty();
        (await repository.StateAsync()).ShouldBe(before);
        (await repository.GitAsync("branch", "--list", "weft/*")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_no_repository_is_refused_before_anything_is_started()
    {
        Directory.CreateDirectory(_folder.Below("plain folder"));

        var ended = await WeftProcess.RunAsync(["run", "full_stack_feature_development", "--repo", _folder.Below("plain folder"), "--exec", "true", "--data-dir", _folder.Data, "--json"]);

        ended.ShouldBe(new Ended(2, "", $"weft: {_folder.Below("plain folder")} is not a git repository\n"));
        Directory.Exists(_folder.Data).ShouldBeFalse();
    }

    [Fact]
    public async Task A_template_that_there_is_not_is_refused_in_one_line()
    {
        var repository = await UserRepository.CreateAsync(_folder.Below("my project"));

        var ended = await WeftProcess.RunAsync(["run", "no_such_template", "--repo", repository.Folder, "--exec", "true", "--data-dir", _folder.Data, "--json"]);

        ended.ShouldBe(new Ended(2, "", "weft: There is no template 'no_such_template' in this workspace.\n"));
    }

    [Fact]
    public async Task Two_runs_on_one_server_do_not_take_each_others_tasks()
    {
        var (left, right) = (await UserRepository.CreateAsync(_folder.Below("left")), await UserRepository.CreateAsync(_folder.Below("right")));
        using var up = WeftProcess.Start(["up", "--data-dir", _folder.Data, "--port", "0", "--json"]);
        var url = JsonDocument.Parse(await up.FirstOutputAsync()).RootElement.GetProperty("url").GetString()!;

        var ended = await Task.WhenAll(RunAsync(left, "test -f api.txt", "left", url), RunAsync(right, "test -f api.txt", "right", url));

        (ended[0].ExitCode, ended[1].ExitCode).ShouldBe((0, 0), $"{ended[0]}\n{ended[1]}");
        (await WordsAsync(left, ended[0])).ShouldBe(["left", "left"]);
        (await WordsAsync(right, ended[1])).ShouldBe(["right", "right"]);
        (await up.StopAsync()).ExitCode.ShouldBe(0);
    }

    /// <summary>The task waits for an agent that may come; here the run is cancelled, so that it ends.</summary>
    [Fact]
    public async Task What_no_agent_can_do_is_said_at_the_start_and_in_the_result()
    {
        var repository = await UserRepository.CreateAsync(_folder.Below("my project"));
        using var server = await UpServer.StartAsync();
        var template = await server.FileAsync("template.yaml", Template.Replace("words", "wrods", StringComparison.Ordinal));
        using var run = server.Start("run", template, "--repo", repository.Folder, "--agents", "1", "--skills", "code,words", "--exec", "echo done > \"$WEFT_TASK_NAME.txt\"", "--workspace", "default", "--url", server.Url, "--json");
        await foreach (var e in server.Client.ReadEventsAsync(0, TestContext.Current.CancellationToken))
        {
            if (e.Type == "workflow_started")
            {
                await server.Client.CancelWorkflowAsync(e.Stream["workflow-".Length..], cancellation: TestContext.Current.CancellationToken);
                break;
            }
        }

        var ended = await run.EndAsync();

        ended.Errors.ShouldContain("warning: No agent here has the skill 'wrods': manual waits until one has. If 'words' is meant, ");
        var warning = JsonDocument.Parse(ended.Output).RootElement.GetProperty("warnings")[0];
        (warning.GetProperty("code").GetString(), warning.GetProperty("nearest").GetString()).ShouldBe(("skill.unheld", "words"));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<string[]> WordsAsync(UserRepository repository, Ended ended)
    {
        var branch = JsonDocument.Parse(ended.Output).RootElement.GetProperty("branch").GetString();
        return [await repository.GitAsync("show", $"{branch}:api.txt"), await repository.GitAsync("show", $"{branch}:manual.txt")];
    }

    private async Task<Ended> RunAsync(UserRepository repository, string check, string word, string url)
    {
        var template = _folder.Below($"{word}.yaml");
        await File.WriteAllTextAsync(template, Template, TestContext.Current.CancellationToken);
        return await WeftProcess.RunAsync(
        [
            "run", template, "--repo", repository.Folder, "--agents", "2", "--set", $"Check={check}", "--exec", $"echo {word} > \"$WEFT_TASK_NAME.txt\"",
            "--data-dir", _folder.Data, "--url", url, "--json",
        ]);
    }

    private async Task<Ended> RunAsync(UserRepository repository, string check)
    {
        var template = _folder.Below("two parts.yaml");
        await File.WriteAllTextAsync(template, Template, TestContext.Current.CancellationToken);
        return await WeftProcess.RunAsync(
        [
            "run", template, "--repo", repository.Folder, "--agents", "2", "--skills", "code=0.8", "--skills", "words", "--set", $"Check={check}",
            "--exec", "echo \"by $WEFT_TASK_AGENT\" > \"$WEFT_TASK_NAME.txt\"", "--data-dir", _folder.Data, "--json",
        ]);
    }
}
