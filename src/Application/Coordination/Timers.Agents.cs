using Weft.Application.Agents;
using Weft.Application.Balancing;
using Weft.Application.Workflows;
using Weft.Domain.Agents;

namespace Weft.Application.Coordination;

/// <summary>Deadlines that hang on no task: how long agents may be silent, and the windows of balancing.</summary>
internal sealed partial class Timers
{
    private readonly Dictionary<string, DateTimeOffset> _watched = new(StringComparer.Ordinal);
    private bool _window;

    /// <summary>The next window ends in so many seconds, unless one is running already.</summary>
    public void WatchWindow(double seconds)
    {
        if (!_window)
        {
            _window = true;
            _due.Enqueue(new BalanceWorkspace(), time.GetUtcNow().AddSeconds(seconds));
        }
    }

    public void Watch(Agent agent)
    {
        presence.Track(agent);
        if (agent.Status is AgentStatus.Left or AgentStatus.Lost)
        {
            _watched.Remove(agent.Id);
            return;
        }

        var at = NextJudgement(agent.Status, agent.Profile.Deadlines, presence.LastHeard(agent.Id));
        if (!_watched.TryGetValue(agent.Id, out var already) || at < already || already <= time.GetUtcNow())
        {
            _watched[agent.Id] = at;
            _due.Enqueue(new JudgeAgent(agent.Id, 0, agent.Status, agent.Profile.Deadlines), at);
        }
    }

    private static DateTimeOffset NextJudgement(AgentStatus status, Deadlines deadlines, DateTimeOffset heard) =>
        heard.AddSeconds(status == AgentStatus.Active ? deadlines.SuspectAfterSeconds : deadlines.LostAfterSeconds);

    private void Rang(ICommand command)
    {
        _window &= command is not BalanceWorkspace;
        if (command is JudgeSla clock)
        {
            _clocks.Remove((clock.Workflow, clock.Task));
        }
    }

    /// <summary>An agent that was heard of is put off.</summary>
    private JudgeAgent? Judge(JudgeAgent judge, DateTimeOffset now)
    {
        if (!_watched.ContainsKey(judge.Agent))
        {
            return null;
        }

        var heard = presence.LastHeard(judge.Agent);
        var next = NextJudgement(judge.Status, judge.Deadlines, heard);
        if (next > now)
        {
            _watched[judge.Agent] = next;
            _due.Enqueue(judge, next);
            return null;
        }

        _watched.Remove(judge.Agent);
        return judge with { SilentSeconds = Math.Round((now - heard).TotalSeconds, 3) };
    }
}
