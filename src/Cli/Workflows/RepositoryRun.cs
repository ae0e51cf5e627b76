using Weft.Cli.Agents;
using Weft.Cli.Servers;
using Weft.Cli.Settings;
using Weft.Client;
using Weft.Contracts;
using Weft.Worker.Git;

namespace Weft.Cli.Workflows;

/// <param name="TemplateText">of a file; null: a template that the server has</param>
/// <param name="Skills">taken in turn by the agents; empty: every agent has all that the template asks for</param>
public sealed record RunRequest(
    string Template, string? TemplateText, string Repository, int Agents, string Exec, IReadOnlyList<string> Skills, IReadOnlyDictionary<string, string> Parameters, IReadOnlyList<string> PassEnv,
    string? Roles = null);

/// <summary>One run on a person's repository: the repository is read at its HEAD, and gets one branch <c>weft/…</c> at the end.</summary>
public sealed class RepositoryRun(Connection connection, EffectiveSettings settings, RunRequest request, Screen screen)
{
    private readonly WeftClient _client = connection.For(settings.Workspace);
    private IReadOnlyList<WorkflowWarning> _warnings = [];

    public async Task<int> RunAsync(CancellationToken stop)
    {
        var prepared = await Repositories.PrepareAsync(request.Repository, Path.Combine(settings.DataDir, "remotes"), stop);
        await _client.CreateWorkspaceAsync(settings.Workspace, cancellation: stop);
        var workflow = await CreateAsync(prepared, stop);
        var plan = new FleetPlan(settings.Workspace, Path.Combine(settings.DataDir, "runs", workflow), request.Exec, await MembersAsync(workflow, stop), request.PassEnv, Repository: prepared.Remote);
        screen.Say($"run {workflow} on {prepared.Remote}, from {prepared.Commit[..12]}, in workspace {settings.Workspace}; the agents' logs are in {plan.Home}");
        WorkflowView ended;
        await using (await AgentFleet.StartAsync(connection, plan, stop))
        {
            ended = await FollowAsync(workflow, stop);
        }

        return await FinishAsync(prepared, ended, stop);
    }

    private async Task<string> CreateAsync(PreparedRepository prepared, CancellationToken stop)
    {
        var id = Guid.CreateVersion7().ToString("N");
        var repository = new Repository(prepared.Remote, prepared.Commit, BranchNames.IntegrationOf(id));
        try
        {
            var template = request.TemplateText is { } text ? (await _client.PublishTemplateAsync(text, cancellation: stop)).Name : request.Template;
            await _client.CreateWorkflowAsync(new CreateWorkflowRequest(template, null, id, null, request.Parameters, repository, Start: false), cancellation: stop);
            return id;
        }
        catch (WeftProblemException refused) when (refused.Status is 400 or 404 or 422)
        {
            // A template or a parameter that there is not, or that cannot be read: a mistake in what was asked for.
            throw new WrongUsageException(refused.Message);
        }
    }

    private async Task<IReadOnlyList<FleetMember>> MembersAsync(string workflow, CancellationToken stop)
    {
        var skills = request.Skills;
        if (skills.Count == 0)
        {
            await _client.GetAsync<WorkflowView>($"workflows/{workflow}", _client.Position, TimeSpan.FromSeconds(30), stop);
            var tasks = await Listing.AllAsync<TaskView>(_client, $"workflows/{workflow}/tasks", stop);
            skills = [string.Join(',', tasks.SelectMany(task => task.Skills).Select(skill => skill.Name).Distinct().Order(StringComparer.Ordinal))];
        }

        return [.. Enumerable.Range(0, request.Agents).Select(i => new FleetMember($"run-{workflow[^8..]}-{i + 1}", skills[i % skills.Count], request.Roles))];
    }

    private async Task<WorkflowView> FollowAsync(string workflow, CancellationToken stop)
    {
        var before = _client.Position;
        try
        {
            // Not those of its creation: the agents that it is for have joined since.
            _warnings = (await _client.StartWorkflowAsync(workflow, cancellation: stop)).Warnings ?? [];
            Warnings.Tell(_warnings, screen.Say);
            return await RunWatch.UntilEndAsync(_client, workflow, before, e => { Tell(e); return Task.CompletedTask; }, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            screen.Say("stopping: the run is cancelled");
            await _client.CancelWorkflowAsync(workflow, "the person who started it stopped it", cancellation: CancellationToken.None);
            throw new FailedException($"run {workflow} was stopped");
        }
    }

    private void Tell(HistoryEvent e)
    {
        if (RunWatch.Line(e) is { } line)
        {
            screen.Say($"{e.At.ToLocalTime():HH:mm:ss}  {line}");
        }

        if (e.Type == "merge_conflicted")
        {
            screen.Say($"          answer it: weft conflict show {e.Text("conflictId")} --workspace {settings.Workspace} {(settings.Url is { } url ? $"--url {url}" : $"--data-dir '{settings.DataDir}'")}, then weft conflict resolve …");
        }
    }

    private async Task<int> FinishAsync(PreparedRepository prepared, WorkflowView ended, CancellationToken stop)
    {
        var name = $"{ended.Template.Replace('_', '-')}-{ended.Id[^8..]}";
        var branch = await Repositories.PublishAsync(request.Repository, prepared.Remote, ended.Repository!.IntegrationBranch, name, stop);
        var metrics = await _client.GetAsync<MetricsView>($"workflows/{ended.Id}/metrics", cancellation: stop);
        screen.Result(new
        {
            Workflow = ended.Id,
            settings.Workspace,
            ended.Status,
            ended.Reason,
            ended.Failed,
            Branch = branch,
            Commit = ended.Head,
            metrics.WallSeconds,
            metrics.Speedup,
            metrics.TheoreticalMaximum,
            metrics.Efficiency,
            metrics.ConflictFree,
            ended.TaskCount,
            ended.Conflicts,
            ended.Gates,
            Warnings = _warnings,
        });
        screen.Line($"{ended.Status}: {ended.TaskCount} tasks in {metrics.WallSeconds:0.0} s, {ended.Conflicts} conflicts{(ended.Reason is null ? "" : $"; {ended.Reason} ({string.Join(", ", ended.Failed)})")}");
        screen.Line(branch is null ? "nothing was merged" : $"the result is the branch {branch} of {request.Repository}");
        return ended.Status == "completed" ? ExitCode.Done : ExitCode.Failed;
    }
}
