using Weft.Client;
using Weft.Contracts;

namespace Weft.Cli.Agents;

/// <summary>Follows what balancing asks for and keeps its share of so many agents running. It remembers nothing: after a crash it asks again.</summary>
public sealed class Launcher(WeftClient client, IAgentPool pool, string name, int limit, Screen screen)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);
    private string? _told;
    private string? _trouble;

    public async Task RunAsync(CancellationToken stop)
    {
        using var changed = new SemaphoreSlim(0);
        var following = FollowAsync(changed, stop);
        while (!stop.IsCancellationRequested)
        {
            var settled = await OnceAsync(stop);
            try
            {
                await changed.WaitAsync(settled ? Look : TimeSpan.FromSeconds(1), stop);
            }
            catch (OperationCanceledException)
            {
                // Asked to stop.
            }
        }

        await following;
    }

    /// <summary>What is wanted, never more than this launcher may: whatever the server says, the machine's own limit holds.</summary>
    private async Task<bool> OnceAsync(CancellationToken stop)
    {
        try
        {
            var scaling = await client.GetAsync<ScalingView>($"scaling?launcher={Uri.EscapeDataString(name)}", cancellation: stop);
            var share = Math.Min(scaling.Share ?? scaling.Wanted, limit);
            Tell(scaling, share);
            var settled = await pool.ScaleAsync(share, stop);
            _trouble = null;
            return settled;
        }
        catch (Exception trouble) when (trouble is WeftProblemException { Status: not (401 or 403) } or OperationCanceledException || LostConnection.Is(trouble))
        {
            if (!stop.IsCancellationRequested && trouble.Message != _trouble)
            {
                screen.Say($"there are not as many agents as are wanted, and it is tried again; what runs goes on: {trouble.Message}");
            }

            _trouble = trouble.Message;
            return false;
        }
    }

    /// <summary>Why it runs fewer than are wanted: once, until that is otherwise.</summary>
    private void Tell(ScalingView scaling, int share)
    {
        var others = string.Join(", ", (scaling.Launchers ?? []).Where(l => l.Name != name).Select(l => $"{l.Agents} by {l.Name}"));
        var told = scaling.MaxAgents == 0 ? "the policy allows no launched agents (balancing.maxAgents is 0)"
            : share >= scaling.Wanted ? null
            : others.Length > 0 ? $"{scaling.Wanted} agents are wanted, and of these are here {others}: {name} runs {share}"
            : $"{scaling.Wanted} agents are wanted: {name} runs {share}, its --limit";
        if (told is not null && told != _told)
        {
            screen.Say(told);
        }

        _told = told;
    }

    /// <summary>The events only wake: how many are wanted is asked for, so that a missed one costs a few seconds.</summary>
    private async Task FollowAsync(SemaphoreSlim changed, CancellationToken stop)
    {
        try
        {
            var after = (await client.GetAsync<BoardView>("board", cancellation: stop)).Position;
            await foreach (var happened in client.ReadEventsAsync(after, stop))
            {
                if (happened.Type is "agents_scaled" or "policy_changed" or "agent_left" or "agent_lost")
                {
                    changed.Release();
                }
            }
        }
        catch (Exception trouble) when (trouble is WeftProblemException or OperationCanceledException || LostConnection.Is(trouble))
        {
            if (!stop.IsCancellationRequested)
            {
                screen.Say($"events cannot be followed, looking every {Look.TotalSeconds:0} s instead: {trouble.Message}");
            }
        }
    }
}
