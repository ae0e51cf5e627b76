using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Domain.Metrics;

/// <summary>How fast the work of a run could be done at best.</summary>
/// <param name="Work">the durations of tasks and checks, summed</param>
/// <param name="CriticalPath">the longest chain of dependencies by those durations</param>
/// <param name="Places">n</param>
/// <param name="SkillBound">the largest of: work that asks for a skill / places that have it</param>
public sealed record WorkBounds(TimeSpan Work, TimeSpan CriticalPath, int Places, TimeSpan SkillBound)
{
    public TimeSpan ShortestWall => new(Math.Max(Math.Max(CriticalPath.Ticks, SkillBound.Ticks), Places == 0 ? 0 : Work.Ticks / Places));

    /// <summary>work / max(critical path, work / n, bound of each skill)</summary>
    public double TheoreticalMaximum => Places == 0 || Work == TimeSpan.Zero
        ? 0
        : Work.Ticks / Math.Max(Math.Max((double)CriticalPath.Ticks, SkillBound.Ticks), (double)Work.Ticks / Places);

    public static WorkBounds Of(RunRecord run, Crew crew)
    {
        var durations = Durations(run);
        return new(new(durations.Values.Sum()), new(LongestChain(run, durations)), crew.Places, new(SlowestSkill(run, durations, crew)));
    }

    /// <summary>Ticks by task; of a gate's checks only those of its last run count.</summary>
    private static Dictionary<string, long> Durations(RunRecord run)
    {
        var last = run.Clock.Gates.GroupBy(g => g.Gate, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Max(s => s.Run), StringComparer.Ordinal);
        var durations = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var task in run.Tasks.Select(t => t.History).Where(h => h.Kind is WorkKind.Work or WorkKind.Check))
        {
            var runs = Stint.Of(task, run.End).Where(s => !s.IsConflict && (s.Counts || (s.Kind == WorkKind.Check && s.End == SegmentEnd.Failed)));
            if (task.Kind == WorkKind.Work || task.Task.EndsWith($".{last.GetValueOrDefault(task.Subject!)}", StringComparison.Ordinal))
            {
                durations[task.Task] = runs.LastOrDefault()?.Running.Ticks ?? 0;
            }
        }

        return durations;
    }

    /// <summary>Nodes in the order of their needs, without recursion.</summary>
    private static long LongestChain(RunRecord run, Dictionary<string, long> durations)
    {
        var (needs, length) = (new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal), new Dictionary<string, long>(StringComparer.Ordinal));
        foreach (var task in run.Tasks.Where(t => t.History.Kind == WorkKind.Work))
        {
            (needs[task.History.Task], length[task.History.Task]) = (task.Needs, durations.GetValueOrDefault(task.History.Task));
        }

        var checks = run.Of(WorkKind.Check).ToLookup(c => c.Subject!, c => durations.GetValueOrDefault(c.Task), StringComparer.Ordinal);
        foreach (var gate in run.Gates)
        {
            (needs[gate.Name], length[gate.Name]) = (gate.After, checks[gate.Name].DefaultIfEmpty().Max());
        }

        return Walk(needs, length);
    }

    private static long Walk(Dictionary<string, ImmutableArray<string>> needs, Dictionary<string, long> length)
    {
        var after = needs.SelectMany(n => n.Value.Where(needs.ContainsKey).Select(need => (need, n.Key))).ToLookup(x => x.need, x => x.Key, StringComparer.Ordinal);
        var left = needs.ToDictionary(n => n.Key, n => n.Value.Count(needs.ContainsKey), StringComparer.Ordinal);
        var ready = new Queue<string>(left.Where(l => l.Value == 0).Select(l => l.Key));
        var (ends, longest) = (new Dictionary<string, long>(StringComparer.Ordinal), 0L);
        while (ready.TryDequeue(out var node))
        {
            ends[node] = length[node] + needs[node].Select(n => ends.GetValueOrDefault(n)).DefaultIfEmpty().Max();
            longest = Math.Max(longest, ends[node]);
            foreach (var next in after[node])
            {
                if (--left[next] == 0)
                {
                    ready.Enqueue(next);
                }
            }
        }

        return longest;
    }

    private static long SlowestSkill(RunRecord run, Dictionary<string, long> durations, Crew crew) => run.Tasks
        .SelectMany(t => t.Skills.Select(skill => (skill, Ticks: durations.GetValueOrDefault(t.History.Task))))
        .GroupBy(x => x.skill, StringComparer.Ordinal)
        .Select(g => crew.PlacesWith(g.Key) is > 0 and var places ? g.Sum(x => x.Ticks) / places : 0)
        .DefaultIfEmpty()
        .Max();
}
