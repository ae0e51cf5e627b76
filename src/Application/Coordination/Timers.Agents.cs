using Weft.Application.Agents;
using Weft.Application.Balancing;
using Weft.Domain.Agents;

namespace Weft.Application.Coordination;

/// <summary>Deadlines that hang on no task: how long agents may be silent, how long their breakers stay open, and the windows of balancing.</summary>
internal sealed partial class Timers
{
    private readonly Agenda<string> _agents = new();
    private readonly Agenda<string> _breakers = new();
    private DateTimeOffset? _window;

    /// <summary>The next window ends in so many seconds. One that runs already ends when it would have, or in so many seconds where the policy says less
    /// by now.</summary>
    /// <returns>False: one is.</returns>
    public bool WatchWindow(double seconds)
    {
        var (runs, end) = (_window is not null, time.GetUtcNow().AddSeconds(seconds));
        _window = _window < end ? _window : end;
        return !runs;
    }

    private void Watch(Agent agent)
    {
        presence.Track(agent);
        WatchBreaker(agent);
        if (agent.Status is AgentStatus.Left or AgentStatus.Lost)
        {
            _agents.Drop(agent.Id);
        }
        else
        {
            _agents.Set(agent.Id, NextJudgement(agent, presence.LastHeard(agent.Id)));
        }
    }

    /// <summary>An agent that was heard of is put off.</summary>
    private IEnumerable<ICommand> RingAgents(DateTimeOffset now)
    {
        while (_agents.TryTake(now, out var id))
        {
            if (_board?.Agents.GetValueOrDefault(id) is not { } agent)
            {
                continue;
            }

            var heard = presence.LastHeard(id);
            if (NextJudgement(agent, heard) is var next && next > now)
            {
                _agents.Set(id, next);
            }
            else
            {
                yield return new JudgeAgent(id, Math.Round((now - heard).TotalSeconds, 3));
            }
        }
    }

    /// <summary>A lost agent's breaker runs on: it may be heard of again.</summary>
    private void WatchBreaker(Agent agent)
    {
        if (agent is { Breaker: { Status: BreakerStatus.Open, Until: { } until }, Status: not AgentStatus.Left })
        {
            _breakers.Set(agent.Id, until);
        }
        else
        {
            _breakers.Drop(agent.Id);
        }
    }

    private IEnumerable<ICommand> RingBreakers(DateTimeOffset now)
    {
        while (_breakers.TryTake(now, out var id))
        {
            yield return new HalfOpenBreaker(id);
        }
    }

    private IEnumerable<ICommand> RingWindow(DateTimeOffset now)
    {
        if (_window <= now)
        {
            _window = null;
            yield return new BalanceWorkspace();
        }
    }

    private static DateTimeOffset NextJudgement(Agent agent, DateTimeOffset heard) => heard.AddSeconds(
        agent.Status == AgentStatus.Active ? agent.Profile.Deadlines.SuspectAfterSeconds : agent.Profile.Deadlines.LostAfterSeconds);
}
