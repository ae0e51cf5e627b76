using System.Collections.Immutable;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;

namespace Weft.Tests;

/// <summary>A change that an explanation names, made by what it says and nothing else, and the decision taken again.</summary>
internal static class NamedFlip
{
    /// <param name="beside">agents that the decision did not look at</param>
    public static bool IsConfirmed(DecisionInputs inputs, OpenTask task, Flip flip, ImmutableArray<AgentState> beside)
    {
        var (then, asked) = flip.What == "predicted-seconds" ? Alone(inputs, task) : (inputs, task);
        var agent = then.Agents.Concat(beside).Single(a => a.Id == flip.Agent);
        var (wanted, changed) = By(asked, agent, flip);
        return Distribute.Decide(then with
        {
            Tasks = then.Tasks.Replace(asked, wanted),
            Agents = then.Agents.Contains(agent) ? then.Agents.Replace(agent, changed) : then.Agents.Add(changed.Holding(Reserve.Known(inputs))),
            Ordinary = flip.What == "reserved" && then.Ordinary is { } ordinary ? Math.Max(0, ordinary + (int)(flip.From - flip.To)) : then.Ordinary,
        }).FirstOrDefault(c => c.Task.Task == task.Task)?.Agent == flip.Holder;
    }

    private static (OpenTask Task, AgentState Agent) At(OpenTask task, AgentState agent) => (task, agent);

    private static (OpenTask Task, AgentState Agent) By(OpenTask task, AgentState agent, Flip flip) => flip.What.Split(':') switch
    {
        ["active"] => At(task, agent with { TakesWork = true }),
        ["breaker"] => At(task, agent with { BreakerOpen = null }),
        ["slice"] => At(task with { Sliced = null }, agent),
        ["excluded"] => At(task with { Excluded = [.. task.Excluded!.Value.Where(e => e.Agent != agent.Id)] }, agent),
        ["merges"] => At(task, agent with { Merges = true, MergeFree = true }),
        ["asking"] => At(task, agent),
        ["merge-lane"] => At(task, agent with { MergeFree = flip.To > 0 }),
        ["role", var role] => At(task, agent with { Roles = flip.To > 0 ? [.. agent.Roles ?? [], role] : [.. agent.Roles!.Value.Where(r => r != role)] }),
        ["tier", _] => At(task, agent with { Tier = (AgentTier)(int)flip.To }),
        ["skill-level", var skill] => At(task, agent with { Skills = [.. agent.Skills.Where(s => s.Name != skill), new Skill(skill, flip.To)] }),
        ["utilisation"] => At(task, agent with { Utilisation = flip.To }),
        ["free-place"] => At(task, agent.Idle is null ? agent with { Free = (int)flip.To } : agent with { Free = Math.Min(agent.Free, (int)flip.To), Idle = (int)flip.To }),
        ["limit"] when flip.To < flip.From => At(task, agent.AtMost((int)flip.To)),
        ["limit"] => At(task, agent with { Free = Math.Min((int)flip.To, agent.WithoutTask), MergeTakesPlace = flip.To > agent.WithoutTask ? null : agent.MergeTakesPlace }),
        ["reserved"] => At(task, agent with { Reserved = (int)flip.To }),
        ["predicted-seconds"] => At(task, agent with { Baselines = [.. agent.Baselines.Where(b => b.Family != task.Family), Predict.Learnt(task, flip.To, agent.PaceRatio)] }),
        _ => throw new ArgumentException($"A change that nobody knows: {flip.What}", nameof(flip)),
    };

    /// <summary>The task as a kind of its own, so that a prediction for it says nothing of others.</summary>
    private static (DecisionInputs Inputs, OpenTask Task) Alone(DecisionInputs inputs, OpenTask task)
    {
        var alone = task with { Family = "alone" };
        return (inputs with
        {
            Tasks = inputs.Tasks.Replace(task, alone),
            Agents = [.. inputs.Agents.Select(a => a with { Baselines = [.. a.Baselines, .. a.Baselines.Where(b => b.Family == task.Family).Select(b => b with { Family = alone.Family })] })],
        }, alone);
    }
}
