using Weft.Cli.Agents;
using Weft.Cli.Servers;
using Weft.Cli.Workflows;
using Weft.Client;
using Weft.Contracts;
using Weft.Worker.Git;

namespace Weft.Cli.Demo;

/// <summary>Both workflows, one after the other, with the same agents: the second goes on where the first ended.</summary>
public sealed class DemoPass(Connection connection, string workspace, DemoFolder folder, PreparedRepository start, string exec, Action<string> say)
{
    private readonly WeftClient _client = connection.For(workspace);

    /// <returns>The runs; only the first when that one failed.</returns>
    public async Task<IReadOnlyList<WorkflowView>> RunAsync(IReadOnlyList<FleetMember> members, CancellationToken cancellation)
    {
        var plan = new FleetPlan(workspace, folder.Homes, exec, members, [], Repository: start.Remote);
        await using var fleet = await AgentFleet.StartAsync(connection, plan, cancellation);
        var forkJoin = await OneAsync(DemoPlan.ForkJoin, start.Commit, members.Count, cancellation);
        return forkJoin.Status == "completed" ? [forkJoin, await OneAsync(DemoPlan.Pipeline, forkJoin.Head!, members.Count, cancellation)] : [forkJoin];
    }

    private async Task<WorkflowView> OneAsync(string template, string from, int workers, CancellationToken cancellation)
    {
        say($"{template} with {(workers == 1 ? "one worker" : $"{workers} workers")}");
        var id = Guid.CreateVersion7().ToString("N");
        var repository = new Repository(start.Remote, from, BranchNames.IntegrationOf(id));
        var before = _client.Position;
        var created = await _client.CreateWorkflowAsync(new CreateWorkflowRequest(template, null, id, null, DemoPlan.Parameters(template, workers), repository), cancellation: cancellation);
        Warnings.Tell(created.Warnings, say);
        var person = new Person(_client, say);
        return await RunWatch.UntilEndAsync(_client, id, before, e => SeeAsync(e, person, cancellation), cancellation);
    }

    private Task SeeAsync(HistoryEvent e, Person person, CancellationToken cancellation)
    {
        if (RunWatch.Line(e) is { } line && e.Type is not "task_started")
        {
            say($"  {line}");
        }

        return person.LookAsync(e, cancellation);
    }
}
