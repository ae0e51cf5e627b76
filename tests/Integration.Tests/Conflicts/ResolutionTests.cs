using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shouldly;
using Weft.Contracts;
using Weft.Integration.Tests.Queries;
using Xunit;

namespace Weft.Integration.Tests.Conflicts;

public sealed class ResolutionTests
{
    private const string Path = "notes/shared.rst";
    private const string Sample = "<<<<<<< sample\n1\n=======\n2\n>>>>>>> sample\n";
    private const string Undecided = "Title\n=======\n<<<<<<< weft/run/integration\nours\n=======\ntheirs\n>>>>>>> weft/build/1\n";
    private static readonly string Base = new('a', 40);
    private static readonly string Commit = new('b', 40);

    [Fact, Trait("Capability", "O3")]
    public async Task an_answer_in_which_nobody_decided_is_refused_with_the_place()
    {
        using var scene = await Scene.OpenAsync();
        var conflict = await ConflictAsync(scene);
        var problem = await RefusedAsync(scene, conflict, await StoreAsync(scene, Undecided));
        problem.GetProperty("type").GetString().ShouldBe("urn:weft:problem:conflict.bad-resolution");
        (problem.GetProperty("path").GetString(), problem.GetProperty("line").GetString()).ShouldBe((Path, "3"));
        (await scene.GetAsync<ConflictView>($"/conflicts/{conflict}")).Status.ShouldBe("open");
    }

    [Theory, Trait("Capability", "O3")]
    [InlineData("Title\n=======\nours and theirs\n")]
    [InlineData(Sample + "ours and theirs\n")]
    public async Task lines_that_belong_to_the_text_pass(string text)
    {
        using var scene = await Scene.OpenAsync();
        var conflict = await ConflictAsync(scene);
        var answer = await AnswerAsync(scene, conflict, await StoreAsync(scene, text));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadFromJsonAsync<ConflictAnswer>(Server.Cancellation))!.Status.ShouldBe("resolved");
    }

    [Fact, Trait("Capability", "O3")]
    public async Task an_answer_whose_content_was_not_sent_is_refused_by_its_hash()
    {
        using var scene = await Scene.OpenAsync();
        var conflict = await ConflictAsync(scene);
        var missing = new string('0', 64);
        var problem = await RefusedAsync(scene, conflict, await StoreAsync(scene, "decided\n"), missing);
        problem.GetProperty("type").GetString().ShouldBe("urn:weft:problem:blob.content-missing");
        problem.GetProperty("hash").GetString().ShouldBe(missing);
    }

    [Fact, Trait("Capability", "Z2")]
    public async Task a_merge_that_a_conflict_ended_says_so_until_it_is_tried_again()
    {
        using var scene = await Scene.OpenAsync();
        var conflict = await ConflictAsync(scene);
        var merge = await StoppedAsync(scene);
        merge.Note.ShouldBe($"The branch of '{merge.Subject}' conflicts with what was merged, in {Path}. This merge is over; conflict '{conflict}' decides what comes next.");
        (await WhyAsync(scene, merge)).ShouldBe(merge.Note);
        scene.Note((await AnswerAsync(scene, conflict, await StoreAsync(scene, "decided"))).EnsureSuccessStatusCode());
        var again = await scene.GetAsync<TaskView>($"/workflows/{merge.Workflow}/tasks/{merge.Task}");
        (again.Status == "cancelled", again.Note).ShouldBe((false, null));
    }

    [Fact, Trait("Capability", "Z2")]
    public async Task what_ended_before_its_run_was_cancelled_keeps_its_own_reason()
    {
        using var scene = await Scene.OpenAsync();
        await ConflictAsync(scene);
        var merge = await StoppedAsync(scene);
        await scene.PostAsync<WorkflowAnswer>($"/workflows/{merge.Workflow}/cancel", new ReasonRequest("not wanted"));
        (await WhyAsync(scene, merge)).ShouldBe(merge.Note);
        (await WhyAsync(scene, merge with { Task = merge.Subject! })).ShouldBe("not wanted");
    }

    private static async Task<TaskView> StoppedAsync(Scene scene)
    {
        var run = (await scene.GetAsync<Page<WorkflowView>>("/workflows")).Items.ShouldHaveSingleItem().Id;
        return (await scene.GetAsync<Page<TaskView>>($"/workflows/{run}/tasks")).Items.Single(t => t is { Kind: "merge", Status: "cancelled" });
    }

    private static async Task<string> WhyAsync(Scene scene, TaskView task)
    {
        var why = (await scene.GetAsync<WhyAnswer>($"/workflows/{task.Workflow}/tasks/{task.Task}/why")).Waiting.ShouldHaveSingleItem();
        why.Code.ShouldBe("task-cancelled");
        why.Detail.ShouldContain(why.Facts["reason"].TrimEnd('.'));
        return why.Facts["reason"];
    }

    private static async Task<JsonElement> RefusedAsync(Scene scene, string conflict, params string[] hashes)
    {
        var answer = await AnswerAsync(scene, conflict, hashes);
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Server.Cancellation);
    }

    private static Task<HttpResponseMessage> AnswerAsync(Scene scene, string conflict, params string[] hashes) => scene.Http.PostAsJsonAsync(
        $"{scene.At}/conflicts/{conflict}/resolution", new ResolveConflictRequest([.. hashes.Select((h, i) => new ResolvedPath(i == 0 ? Path : $"{Path}.{i}", h))]), Server.Cancellation);

    /// <summary>Two branches, of which the second does not merge. Each side has a sample of markers in its text.</summary>
    private static async Task<string> ConflictAsync(Scene scene)
    {
        await scene.PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest("ada", null, [new SkillLevel("code", 1)], Capacity: 2, Merges: true));
        await scene.PostAsync<WorkflowAnswer>("/workflows", new CreateWorkflowRequest("small", Repository: new Repository("/srv/remote.git", Base, "weft/run/integration")));
        foreach (var task in (await scene.PostAsync<ClaimAnswer>("/agents/ada/claims", new ClaimRequest(2, 10))).Tasks)
        {
            var output = await StoreAsync(scene, "output");
            await scene.PostAsync<TaskAnswer>($"/workflows/{task.Workflow}/tasks/{task.Task}/submit", new SubmitRequest(
                "ada", task.Token, Commit, $"weft/{task.Task}", [.. task.Produces.Select(p => new OutputArtifact(p, output, 6))]));
        }

        var first = await IntendAsync(scene);
        await scene.PostAsync<TaskAnswer>($"{first.At}/merged", new MergedRequest("ada", first.Token, Commit));
        var second = await IntendAsync(scene);
        var (before, ours, theirs) = (await StoreAsync(scene, Sample), await StoreAsync(scene, Sample + "ours\n"), await StoreAsync(scene, Sample + "theirs\n"));
        return (await scene.PostAsync<ConflictAnswer>(
            $"{second.At}/conflicted", new ConflictedRequest("ada", second.Token, Base, Base, Commit, [new ConflictFile(Path, "content", before, ours, theirs, null)]))).Id;
    }

    private static async Task<(string At, long Token)> IntendAsync(Scene scene)
    {
        var merge = await scene.ClaimAsync("ada");
        var at = $"/workflows/{merge.Workflow}/tasks/{merge.Task}";
        await scene.PostAsync<TaskAnswer>($"{at}/intend", new MergeIntentRequest("ada", merge.Token, Base));
        return (at, merge.Token);
    }

    private static async Task<string> StoreAsync(Scene scene, string text)
    {
        var content = Encoding.UTF8.GetBytes(text);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        (await scene.Http.PutAsync($"{scene.At}/blobs/{hash}", new ByteArrayContent(content), Server.Cancellation)).EnsureSuccessStatusCode();
        return hash;
    }
}
