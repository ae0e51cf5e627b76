using System.Diagnostics;
using System.Globalization;
using Weft.Cli.Servers;
using Weft.Client;
using Weft.Contracts;

namespace Weft.Cli.Agents;

/// <summary>Launched agents as processes of this machine. They hold the other end of a pipe: when the launcher dies, they leave.</summary>
public sealed class LocalPool(Connection connection, FleetPlan plan, string prefix, string skills, string? roles, Screen screen) : IAgentPool
{
    private readonly WeftClient _client = connection.For(plan.Workspace);
    private readonly SortedDictionary<int, Launched> _agents = [];
    private readonly List<Launched> _leaving = [];

    private sealed record Launched(string Name, Process Process, string KeyId);

    public static string NameOf(string prefix, int number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{number}");

    public async Task<bool> ScaleAsync(int wanted, CancellationToken cancellation)
    {
        await ReapAsync(cancellation);
        foreach (var (number, agent) in _agents.Where(a => a.Key > wanted).ToList())
        {
            screen.Say($"stopping {agent.Name} (process {agent.Process.Id})");
            agent.Process.StandardInput.Close();
            _agents.Remove(number);
            _leaving.Add(agent);
        }

        for (var number = 1; number <= wanted; number++)
        {
            var name = NameOf(prefix, number);
            if (!_agents.ContainsKey(number) && _leaving.All(l => l.Name != name))
            {
                var member = new FleetMember(name, skills, roles, prefix);
                var key = await _client.IssueKeyAsync(AgentFleet.KeyFor(plan, member), cancellation: cancellation);
                _agents[number] = new Launched(name, AgentFleet.Begin(connection, plan, member, key.Key), key.Id);
                screen.Say($"started {name} (process {_agents[number].Process.Id})");
            }
        }

        return _agents.Count == wanted;
    }

    /// <summary>All leave; who does not in time is ended with everything it started.</summary>
    public async ValueTask DisposeAsync()
    {
        await ScaleAsync(0, CancellationToken.None);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(plan.DrainSeconds + 15));
        foreach (var agent in _leaving)
        {
            try
            {
                await agent.Process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                agent.Process.Kill(entireProcessTree: true);
            }
        }

        await ReapAsync(CancellationToken.None);
    }

    /// <summary>Those that ended: of themselves, which is told and made good with the next look, or because they were asked to.</summary>
    private async Task ReapAsync(CancellationToken cancellation)
    {
        foreach (var (number, agent) in _agents.Where(a => a.Value.Process.HasExited).ToList())
        {
            screen.Say($"{agent.Name} ended with exit code {agent.Process.ExitCode}; see {Path.Combine(plan.Home, agent.Name + ".log")}");
            _agents.Remove(number);
            await ForgetAsync(agent, cancellation);
        }

        foreach (var agent in _leaving.Where(l => l.Process.HasExited).ToList())
        {
            _leaving.Remove(agent);
            await ForgetAsync(agent, cancellation);
        }
    }

    private async Task ForgetAsync(Launched agent, CancellationToken cancellation)
    {
        agent.Process.Dispose();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            await _client.RevokeKeyAsync(agent.KeyId, cancellation: patience.Token);
        }
        catch (Exception unreachable) when (unreachable is WeftProblemException or OperationCanceledException || LostConnection.Is(unreachable))
        {
            screen.Say($"the key of {agent.Name} was not revoked: {unreachable.Message}");
        }
    }
}
