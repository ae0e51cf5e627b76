using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>What of the board is kept from agents that became slow.</summary>
public sealed partial class Board
{
    /// <summary>Since when an agent was seen with a free place, without having ended anything since. A decision sees of it only what is kept from whom.</summary>
    private readonly Dictionary<string, DateTimeOffset> _idleSince = new(StringComparer.Ordinal);

    /// <summary>Null: nothing is kept from anybody.</summary>
    /// <param name="asking">agents that ask for work</param>
    private Sooner? KeptFromSlow(ImmutableArray<AgentState> asking, Lazy<AgentState[]> everybody, ChoiceRules rules, DateTimeOffset now)
    {
        ImmutableArray<AgentState> slow = [.. asking.Where(a => a.Free > 0 && _effects.IsSlow(a.Id))];
        if (slow.IsEmpty)
        {
            return null;
        }

        var ask = asking.Select(a => a.Id).ToHashSet(StringComparer.Ordinal);
        var busy = Busy(everybody.Value, now).ToList();
        var (byAgent, byRun) = (busy.ToLookup(b => b.Agent, b => b.Seconds, StringComparer.Ordinal), busy.ToLookup(b => b.Workflow, b => b.Seconds, StringComparer.Ordinal));
        ImmutableArray<Prospect> prospects =
        [
            .. everybody.Value.Where(a => a.TakesWork).Select(a => new Prospect(a, ask.Contains(a.Id) || (a.Free > 0 && now - IdleSince(a.Id, now) < Deadline.KeptForOthers), byAgent[a.Id])),
        ];
        var able = new SoonerAble(slow, prospects, t => _places[(t.Workflow, t.Task)].Kind!, _effects.SlownessOf, rules);
        var kinds = _ready.Values.Where(k => !k.Min!.InMergeLane).ToList();
        return kinds.Exists(k => able.Concerns(k.Min!)) ? new Sooner(slow, able, Runs(byRun), rules, now).Walk(Shortlist.InOrder(kinds).Where(Admits)) : null;
    }

    private Func<string, RunProspect> Runs(ILookup<string, double> busy)
    {
        var known = new Dictionary<string, RunProspect>(StringComparer.Ordinal);
        return run => known.TryGetValue(run, out var prospect) ? prospect : known[run] = new RunProspect(_workflows[run].PlacesLeft, busy[run]);
    }

    private DateTimeOffset IdleSince(string agent, DateTimeOffset now) => _idleSince.TryGetValue(agent, out var since) ? since : _idleSince[agent] = now;

    /// <summary>Of each task that takes a place, in how many seconds it will be done; of one that should have been done already, in as many as it is late.</summary>
    private IEnumerable<(string Agent, string Workflow, double Seconds)> Busy(AgentState[] everybody, DateTimeOffset now)
    {
        var agents = everybody.ToDictionary(a => a.Id, StringComparer.Ordinal);
        foreach (var (key, place) in _places)
        {
            if (place is { Holder: { } holder, Merges: false } && agents.TryGetValue(holder, out var agent))
            {
                var item = _workflows[key.Workflow].Items[key.Task];
                var began = item.Lease is { } lease ? lease.StartedAt ?? lease.GrantedAt : now;
                var whole = Predict.For(Distribution.Place.Open(_workflows[key.Workflow], item, _effects, Ledger), agent).Seconds * (1 - ((item.Lease?.From ?? 0) / 100));
                yield return (holder, key.Workflow, Math.Abs(whole - (now - began).TotalSeconds));
            }
        }
    }
}
