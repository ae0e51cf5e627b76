using System.Diagnostics;
using System.Globalization;
using Weft.Cli.Servers;
using Weft.Client;
using Weft.Contracts;

namespace Weft.Cli.Agents;

/// <param name="Skills">as <c>--skills</c> takes them</param>
/// <param name="Roles">as <c>--roles</c> takes them: its key grants them</param>
/// <param name="Launcher">who starts and stops it as balancing asks for it; null: it is part of no such</param>
public sealed record FleetMember(string Name, string Skills, string? Roles = null, string? Launcher = null);

/// <summary>Where and how a fleet's agents work.</summary>
/// <param name="Home">every agent gets a folder and a log in it</param>
/// <param name="DrainSeconds">how long running work may go on once an agent is asked to leave</param>
public sealed record FleetPlan(string Workspace, string Home, string Exec, IReadOnlyList<FleetMember> Members, IReadOnlyList<string> PassEnv, double DrainSeconds = 0, string? Repository = null);

/// <summary>Agents as processes of their own (<c>weft agent</c>), each with a key of its own that ends with it.</summary>
public sealed class AgentFleet : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(8);
    private readonly WeftClient _client;
    private readonly List<(Process Process, string KeyId)> _agents = [];

    private AgentFleet(WeftClient client) => _client = client;

    public static async Task<AgentFleet> StartAsync(Connection connection, FleetPlan plan, CancellationToken cancellation)
    {
        var fleet = new AgentFleet(connection.For(plan.Workspace));
        try
        {
            foreach (var member in plan.Members)
            {
                var key = await fleet._client.IssueKeyAsync(KeyFor(plan, member), cancellation: cancellation);
                fleet._agents.Add((Begin(connection, plan, member, key.Key), key.Id));
            }

            await fleet.JoinedAsync(plan, cancellation);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>Every agent is asked to leave by closing its input; who does not is ended with everything it started.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var (process, _) in _agents)
        {
            process.StandardInput.Close();
        }

        await Task.WhenAll(_agents.Select(agent => EndAsync(agent.Process)));
        foreach (var (_, key) in _agents)
        {
            await RevokeAsync(key);
        }

        _agents.Clear();
    }

    internal static IssueKeyRequest KeyFor(FleetPlan plan, FleetMember member) => new(member.Name, "agent", plan.Workspace, member.Name, AgentCommand.RolesOf(member.Roles));

    /// <summary>One agent; it leaves when its input is closed, and when its starter dies.</summary>
    internal static Process Begin(Connection connection, FleetPlan plan, FleetMember member, string key)
    {
        Directory.CreateDirectory(plan.Home);
        string[] arguments =
        [
            "agent", "--name", member.Name, "--skills", member.Skills, "--home", Path.Combine(plan.Home, member.Name), "--merges",
            "--drain-seconds", plan.DrainSeconds.ToString(CultureInfo.InvariantCulture), "--grace-seconds", "2", "--until-input-ends", "--exec", plan.Exec,
            .. plan.Repository is { } repository ? new[] { "--repo", repository } : [],
            .. member.Roles is { } roles ? new[] { "--roles", roles } : [],
            .. member.Launcher is { } launcher ? new[] { "--launcher", launcher } : [],
            .. plan.PassEnv.SelectMany(name => new[] { "--pass-env", name }),
        ];
        var start = SelfProcess.For(arguments);
        start.RedirectStandardInput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardOutput = true;
        start.Environment["WEFT_URL"] = connection.Url;
        start.Environment["WEFT_KEY"] = key;
        start.Environment["WEFT_WORKSPACE"] = plan.Workspace;
        var process = Process.Start(start) ?? throw new FailedException($"agent {member.Name} could not be started");
        _ = LogAsync(process, Path.Combine(plan.Home, member.Name + ".log"));
        return process;
    }

    private static async Task LogAsync(Process process, string path)
    {
        await using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        await process.StandardError.BaseStream.CopyToAsync(file);
    }

    private async Task JoinedAsync(FleetPlan plan, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(StartPatience);
        var missing = plan.Members.Select(member => member.Name).ToHashSet(StringComparer.Ordinal);
        while (missing.Count > 0)
        {
            if (_agents.FindIndex(agent => agent.Process.HasExited) is >= 0 and var ended)
            {
                throw new FailedException($"agent {plan.Members[ended].Name} ended at once; see {Path.Combine(plan.Home, plan.Members[ended].Name + ".log")}");
            }

            foreach (var agent in await Listing.AllAsync<AgentView>(_client, "agents", patience.Token))
            {
                if (agent.Status == "active")
                {
                    missing.Remove(agent.Id);
                }
            }

            await Task.Delay(missing.Count > 0 ? 200 : 0, patience.Token);
        }
    }

    private static async Task EndAsync(Process process)
    {
        using var patience = new CancellationTokenSource(StopPatience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
    }

    private async Task RevokeAsync(string key)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await _client.RevokeKeyAsync(key, cancellation: patience.Token);
        }
        catch (Exception unreachable) when (unreachable is WeftProblemException or OperationCanceledException || LostConnection.Is(unreachable))
        {
            // The server is gone, and its fleet with it.
        }
    }
}
