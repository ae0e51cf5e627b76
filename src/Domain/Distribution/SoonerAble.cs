using System.Collections.Immutable;

namespace Weft.Domain.Distribution;

/// <summary>Who can have a task: agents that are not slow in its kind, and of those that ask the ones that are.</summary>
internal sealed record SoonerCan(ImmutableArray<SoonerOther> Others, ImmutableArray<SoonerSlow> Slow);

/// <param name="Fits">its tier is one of those that the task's class is for</param>
internal readonly record struct SoonerOther(Prospect Agent, double Seconds, bool Fits);

/// <param name="Index">among those that ask and are slow</param>
/// <param name="Seconds">as predicted, and no less than the quickest other needs made longer by how slow it is</param>
internal readonly record struct SoonerSlow(int Index, double Seconds, bool Fits);

/// <summary>Found once for all tasks that ask for the same and are estimated alike.</summary>
/// <param name="kind">tasks of one kind are those that the same agents can have</param>
/// <param name="slowness">by how much an agent is slower in a kind of task; 0: it is not</param>
internal sealed class SoonerAble(
    ImmutableArray<AgentState> slow, ImmutableArray<Prospect> everybody, Func<OpenTask, string> kind, Func<string, string, double> slowness, ChoiceRules rules)
{
    private readonly Dictionary<(string Kind, string Family, double Estimate), SoonerCan> _known = [];

    public SoonerCan Of(OpenTask task)
    {
        var key = (kind(task), task.Family, task.EstimateSeconds);
        return _known.TryGetValue(key, out var can) ? can : _known[key] = Find(task with { Excluded = null });
    }

    /// <summary>Whether one that asks is slow in it.</summary>
    public bool Concerns(OpenTask task) => slow.Any(a => slowness(a.Id, task.Family) > 0 && Suitability.IsFor(task with { Excluded = null }, a, rules));

    /// <summary>Who would do it for practice is none that others wait for.</summary>
    private SoonerCan Find(OpenTask task)
    {
        ImmutableArray<SoonerOther> others =
        [
            .. everybody.Where(p => Suitability.IsFor(task, p.Agent, rules) && slowness(p.Agent.Id, task.Family) <= 0 && (p.Agent.Training is null || !Suitability.Lacked(task, p.Agent).Any()))
                .Select(p => new SoonerOther(p, Predict.For(task, p.Agent).Seconds, IsPreferred(task, p.Agent))),
        ];
        var quickest = others.Select(o => o.Seconds).DefaultIfEmpty(0).Min();
        return new SoonerCan(others, [.. Enumerable.Range(0, slow.Length).Where(i => slowness(slow[i].Id, task.Family) > 0 && Suitability.IsFor(task, slow[i], rules))
            .Select(i => new SoonerSlow(i, Math.Max(Predict.For(task, slow[i]).Seconds, quickest * (1 + slowness(slow[i].Id, task.Family))), IsPreferred(task, slow[i])))]);
    }

    private bool IsPreferred(OpenTask task, AgentState agent) => rules.Tiers == TierMode.Prefer && Suitability.TierFits(task, agent, rules);
}
