using System.Collections.Immutable;
using Weft.Domain.Distribution;

namespace Weft.Domain.Balancing;

/// <summary>What the strategies have in force, for the board.</summary>
public sealed class Effects(BalanceState state, BalancingPolicy policy) : IEffects
{
    private readonly ImmutableSortedDictionary<string, Slowness> _slow =
        policy is { Enabled: true, Migrate: true } ? Slowness.Of(state, policy) : ImmutableSortedDictionary<string, Slowness>.Empty;

    public IEnumerable<(string Workflow, string Task)> Concerned =>
        state.Moved.Select(m => (m.Workflow, m.Task)).Concat(state.Boosts.Values.SelectMany(b => b.Tasks.Select(t => (b.Workflow, t))));

    public int BoostOf(string workflow, string task) => state.BoostOf(workflow, task);

    public string? ExcludedFor(string workflow, string task) => state.MoveOf(workflow, task)?.From;

    public double? ProcessorOf(string agent) => state.Processors.TryGetValue(agent, out var used) ? used : null;

    public bool IsSlow(string agent) => _slow.ContainsKey(agent);

    public double SlownessOf(string agent, string family) => _slow.GetValueOrDefault(agent)?.In(family) ?? 0;

    public int ReservedOf(int places) => policy.ReservedOf(places, surge: state.IsRaised(TriggerKind.Pending, ""));
}
