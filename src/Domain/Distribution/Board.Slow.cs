using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>What of the board is kept from agents that became slow.</summary>
public sealed partial class Board
{
    private static readonly IReadOnlyDictionary<(string Workflow, string Task), ImmutableArray<Exclusion>> Nothing =
        ImmutableDictionary<(string Workflow, string Task), ImmutableArray<Exclusion>>.Empty;

    /// <summary>Since when an agent was seen with a free place, without having ended anything since. No part of what is decided on but by what is kept from whom.</summary>
    private readonly Dictionary<string, DateTimeOffset> _idleSince = new(StringComparer.Ordinal);

    /// <param name="asking">agents that ask for work</param>
    private IReadOnlyDictionary<(string Workflow, string Task), ImmutableArray<Exclusion>> KeptFromSlow(
        ImmutableArray<AgentState> asking, Lazy<AgentState[]> everybody, ChoiceRules rules, DateTimeOffset now)
    {
        ImmutableArray<AgentState> slow = [.. asking.Where(a => a.Free > 0 && _effects.IsSlow(a.Id))];
        if (slow.IsEmpty)
        {
            return Nothing;
        }

        var ask = asking.Select(a => a.Id).ToHashSet(StringComparer.Ordinal);
        var busy = Busy(everybody.Value.ToDictionary(a => a.Id, StringComparer.Ordinal), now).ToLookup(b => b.Agent, b => b.Seconds, StringComparer.Ordinal);
        ImmutableArray<Prospect> others =
        [
            .. everybody.Value.Where(a => a.TakesWork && !_effects.IsSlow(a.Id))
                .Select(a => new Prospect(a, ask.Contains(a.Id) || (a.Free > 0 && now - IdleSince(a.Id, now) < Deadline.KeptForOthers), busy[a.Id])),
        ];
        return new Sooner(slow, others, _effects.SlownessOf, rules, now).Of(_ready.Values, kinds => Allowed(Shortlist.InOrder(kinds).Where(Admits)));
    }

    private DateTimeOffset IdleSince(string agent, DateTimeOffset now) => _idleSince.TryGetValue(agent, out var since) ? since : _idleSince[agent] = now;

    /// <summary>Of each task that takes a place of an agent, in how many seconds it will be done; of one that should have been done already, in as many as it is late.</summary>
    private IEnumerable<(string Agent, double Seconds)> Busy(Dictionary<string, AgentState> agents, DateTimeOffset now)
    {
        foreach (var (key, place) in _places)
        {
            if (place is { Holder: { } holder, Merges: false } && agents.TryGetValue(holder, out var agent))
            {
                var item = _workflows[key.Workflow].Items[key.Task];
                var began = item.Lease is { } lease ? lease.StartedAt ?? lease.GrantedAt : now;
                var whole = Predict.For(Distribution.Place.Open(_workflows[key.Workflow], item, _effects, Ledger), agent).Seconds * (1 - ((item.Lease?.From ?? 0) / 100));
                yield return (holder, Math.Abs(whole - (now - began).TotalSeconds));
            }
        }
    }
}
