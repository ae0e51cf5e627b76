using System.Collections.Immutable;

namespace Weft.Domain.Metrics;

/// <param name="Places">how many tasks it held at once at most</param>
/// <param name="Skills">of the tasks that it did, and those that it is known to have</param>
public sealed record CrewMember(string Agent, int Places, ImmutableHashSet<string> Skills);

/// <summary>Who worked on a run, and on how many places.</summary>
public sealed record Crew(ImmutableArray<CrewMember> Members)
{
    /// <summary>n</summary>
    public int Places => Members.Sum(m => m.Places);

    public int PlacesWith(string skill) => Members.Where(m => m.Skills.Contains(skill)).Sum(m => m.Places);

    /// <param name="known">agent → skills that it declared, where known; without them, what it did tells what it can</param>
    public static Crew Of(RunRecord run, ImmutableArray<Stint> stints, IReadOnlyDictionary<string, ImmutableArray<string>>? known = null)
    {
        var asked = run.Tasks.ToDictionary(t => t.History.Task, t => t.Skills, StringComparer.Ordinal);
        return new(
        [
            .. stints.Where(s => s.TakesPlace).GroupBy(s => s.Agent!, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new CrewMember(
                g.Key,
                Peak(g),
                [.. g.SelectMany(s => asked[s.Task]), .. known?.GetValueOrDefault(g.Key) is { IsDefault: false } skills ? skills : []])),
        ]);
    }

    /// <summary>Most holds at once; one that ends when the next is granted makes room for it. A hold without length takes a place too.</summary>
    public static int Peak(IEnumerable<Stint> stints)
    {
        var all = stints.ToArray();
        var (now, peak) = (0, all.Length == 0 ? 0 : 1);
        foreach (var (_, change) in all.Where(s => s.EndedAt > s.GrantedAt).SelectMany(s => new[] { (At: s.GrantedAt, Change: 1), (At: s.EndedAt, Change: -1) }).OrderBy(x => x.At).ThenBy(x => x.Change))
        {
            now += change;
            peak = Math.Max(peak, now);
        }

        return peak;
    }
}
