using System.Runtime.InteropServices;

namespace Weft.Domain.Planning;

/// <summary>Tasks that a few agents have to share among themselves: all of them, and for each set of agents that some task is bound to the tasks that
/// cannot leave it.</summary>
internal static class AgentGroups
{
    /// <summary>What is bound to a part of a set is counted too, beginning with the sets that have the most work for each agent, until so many tasks have
    /// been counted: every one of them is sorted more than once.</summary>
    private const int MostCounted = 20_000;

    /// <summary>Of so many sets at most: each is compared with all others.</summary>
    private const int MostUnions = 64;

    public static IEnumerable<(IReadOnlyList<int> Agents, IReadOnlyList<int> Tasks)> Of(Instance instance)
    {
        yield return ([.. instance.Options.SelectMany(o => o).Select(o => o.Agent).Distinct()], [.. Enumerable.Range(0, instance.Count)]);
        var sets = Sets(instance);
        if (sets.Count == 1)
        {
            yield break;
        }

        sets.Sort((a, b) => b.WorkEach.CompareTo(a.WorkEach));
        var counted = 0;
        for (var s = 0; s < sets.Count; s++)
        {
            var set = sets[s];
            List<int> members = s < MostUnions && counted < MostCounted ? [.. sets.Where(other => other.IsWithin(set)).SelectMany(other => other.Tasks)] : set.Tasks;
            counted += members.Count;
            yield return (set.Agents, members);
        }
    }

    private static List<AgentSet> Sets(Instance instance)
    {
        var sets = new Dictionary<string, AgentSet>(StringComparer.Ordinal);
        var known = new Dictionary<Option[], AgentSet>();
        for (var t = 0; t < instance.Count; t++)
        {
            if (!known.TryGetValue(instance.Options[t], out var set))
            {
                set = new AgentSet(instance.Options[t], instance.Agents.Length);
                known[instance.Options[t]] = set = sets.TryGetValue(set.Key, out var same) ? same : sets[set.Key] = set;
            }

            set.Tasks.Add(t);
            set.Work += Ranks.Least(instance.Options[t]);
        }

        return [.. sets.Values];
    }

    private sealed class AgentSet
    {
        private readonly ulong[] _mask;

        public AgentSet(Option[] options, int agents)
        {
            (_mask, Agents) = (new ulong[(agents + 63) / 64], Array.ConvertAll(options, o => o.Agent));
            foreach (var agent in Agents)
            {
                _mask[agent / 64] |= 1UL << (agent % 64);
            }
        }

        public int[] Agents { get; }

        public List<int> Tasks { get; } = [];

        public double Work { get; set; }

        public double WorkEach => Work / Agents.Length;

        /// <summary>The agents, whatever the order in which they were named.</summary>
        public string Key => new(MemoryMarshal.Cast<ulong, char>(_mask));

        public bool IsWithin(AgentSet other)
        {
            for (var i = 0; i < _mask.Length; i++)
            {
                if ((_mask[i] & ~other._mask[i]) != 0)
                {
                    return false;
                }
            }

            return true;
        }
    }
}
