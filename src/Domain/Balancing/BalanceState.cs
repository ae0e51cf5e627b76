using System.Collections.Immutable;
using Weft.Domain.Causality;

namespace Weft.Domain.Balancing;

/// <param name="Above">windows above the threshold in a row; where kinds of task are told apart, of the one with the most</param>
/// <param name="Raised">the trigger, while it stands</param>
public sealed record Watched(TriggerKind Kind, string Subject, int Above, string? Raised)
{
    /// <summary>By kind of task; null where kinds are not told apart.</summary>
    public ImmutableArray<KindRun>? Runs { get; init; }

    /// <summary>The last window that said anything of it; null: from before that was kept.</summary>
    public int? Latest { get; init; }

    /// <summary>Above for long enough, and by more than chance.</summary>
    internal bool Suffices(int windows) => Runs is { } runs ? runs.Any(r => Balancing.Runs.Suffices(r, windows)) : Above >= windows;

    /// <summary>With what a window says of it; null: there is nothing to watch any more.</summary>
    internal static Watched? After(Watched? old, Reading reading, int window)
    {
        var above = reading.Runs is { } runs ? runs.Select(r => r.Windows).DefaultIfEmpty(0).Max() : reading.Above ? (old?.Above ?? 0) + 1 : 0;
        return above == 0 && old?.Raised is null ? null : new(reading.Kind, reading.Subject, above, old?.Raised) { Runs = reading.Runs, Latest = window };
    }
}

/// <param name="Window">when it was moved</param>
public sealed record Moved(string Workflow, string Task, string From, string Trigger, int Window);

/// <summary>What balancing knows: which figures are watched, what was learnt, and what its strategies have in force.</summary>
/// <param name="Pace">learnt: duration divided by estimate of the agent in the middle; 0 before the first</param>
/// <param name="Processors">by agent, as measured last: a window shorter than the pause between an agent's signs of life says nothing of it</param>
/// <param name="Boosts">by run: the tasks that go first</param>
public sealed record BalanceState(
    int Window, ImmutableSortedDictionary<string, Watched> Watched, double Pace, int PaceWindows, double Rework, int ReworkWindows,
    ImmutableSortedDictionary<string, double> Processors, ImmutableSortedDictionary<string, PathPrioritised> Boosts, ImmutableArray<Moved> Moved, int Wanted,
    DateTimeOffset? ScaledAt, string? ScaledBy, DateTimeOffset? MeasuredAt, long Version)
{
    /// <summary>How many windows a task keeps away from the agent that it was moved from.</summary>
    private const int Keeps = 10;
    private const double LeastWeight = 0.05;

    /// <summary>Learnt for each kind of task.</summary>
    public ImmutableSortedDictionary<string, LearntPace> Paces { get; init; } = ImmutableSortedDictionary.Create<string, LearntPace>(StringComparer.Ordinal);

    /// <summary>Of a window that is written in parts, the agents of those that came; empty when its last part has come.</summary>
    public ImmutableArray<string> Present { get; init; } = [];

    public static BalanceState None { get; } = new(
        0, ImmutableSortedDictionary.Create<string, Watched>(StringComparer.Ordinal), 0, 0, 0, 0,
        ImmutableSortedDictionary.Create<string, double>(StringComparer.Ordinal), ImmutableSortedDictionary.Create<string, PathPrioritised>(StringComparer.Ordinal), [], 0, null, null, null, 0);

    /// <summary>Nothing is counted and nothing is in force: an idle workspace needs no window.</summary>
    public bool IsAtRest => Watched.IsEmpty && Boosts.IsEmpty;

    /// <summary>What is normal for a kind; for one not known yet no less than estimated, so that it does not count as late before it is.</summary>
    public double PaceOf(string family) => Paces.GetValueOrDefault(family)?.Pace ?? Math.Max(1, Pace);

    public IEnumerable<Watched> Standing => Watched.Values.Where(w => w.Raised is not null);

    public static string KeyOf(TriggerKind kind, string subject) => subject.Length == 0 ? kind.ToString() : $"{kind}/{subject}";

    public bool IsRaised(TriggerKind kind, string subject) => Watched.GetValueOrDefault(KeyOf(kind, subject))?.Raised is not null;

    public int BoostOf(string workflow, string task) => Boosts.GetValueOrDefault(workflow) is { } boost && boost.Tasks.Contains(task) ? boost.Boost : 0;

    /// <summary>From whom a task was moved and is still kept; null: from nobody.</summary>
    public Moved? MoveOf(string workflow, string task) => Moved.LastOrDefault(m => m.Workflow == workflow && m.Task == task);

    /// <summary>For how many windows more, unless its trigger is cleared before.</summary>
    public int WindowsLeft(Moved moved) => moved.Window + Keeps - Window;

    public static BalanceState Evolve(BalanceState? state, IBalancingEvent happened, Stamp stamp) =>
        Apply(state ?? None, happened, stamp) with { Version = stamp.Version };

    private static BalanceState Apply(BalanceState s, IBalancingEvent happened, Stamp stamp) => happened switch
    {
        WindowMeasured e => Measured(s, e),
        TriggerRaised e => s with { Watched = s.Watched.SetItem(KeyOf(e.Kind, e.Subject), Raised(s, e)) },
        TriggerCleared e => Cleared(s, e),
        TasksMigrated e => s with { Moved = s.Moved.AddRange(e.Moves.Select(m => new Moved(m.Workflow, m.Task, e.From, e.Trigger, s.Window))) },
        AgentsScaled e => s with { Wanted = e.To, ScaledAt = stamp.At, ScaledBy = e.Trigger },
        PathPrioritised e => s with { Boosts = e.Tasks.IsEmpty ? s.Boosts.Remove(e.Workflow) : s.Boosts.SetItem(e.Workflow, e) },
        CapabilityExpanded => s,
        _ => throw new InvalidOperationException($"No fold for {happened.GetType().Name}"),
    };

    private static Watched Raised(BalanceState s, TriggerRaised e) =>
        (s.Watched.GetValueOrDefault(KeyOf(e.Kind, e.Subject)) ?? new(e.Kind, e.Subject, 0, null)) with { Above = e.Windows, Raised = e.Trigger };

    /// <summary>With the last part it is known who is gone: of those nothing is kept.</summary>
    private static BalanceState Heard(BalanceState s, WindowMeasured e)
    {
        var processors = s.Processors.SetItems(e.Agents.Where(a => a.Cpu is not null).Select(a => KeyValuePair.Create(a.Agent, a.Cpu!.Value)));
        ImmutableArray<string> present = [.. e.Part == 1 ? [] : s.Present, .. e.Agents.Select(a => a.Agent)];
        return e.Part < e.Parts ? s with { Processors = processors, Present = present }
            : s with { Processors = processors.RemoveRange(processors.Keys.Except(present).ToList()), Present = [] };
    }

    private static BalanceState Measured(BalanceState s, WindowMeasured e)
    {
        s = Heard(s, e) with { Paces = Balancing.Paces.Learn(s.Paces, e) };
        foreach (var reading in e.Readings)
        {
            var key = KeyOf(reading.Kind, reading.Subject);
            s = s with { Watched = Balancing.Watched.After(s.Watched.GetValueOrDefault(key), reading, e.Window) is { } watched ? s.Watched.SetItem(key, watched) : s.Watched.Remove(key) };
        }

        return e.Part > 1 ? s : s with
        {
            Window = e.Window,
            MeasuredAt = e.To,
            Moved = s.Moved.RemoveAll(m => m.Window + Keeps <= e.Window),
            Pace = Learn(s.Pace, s.PaceWindows, e.Pace),
            PaceWindows = s.PaceWindows + (e.Pace is null ? 0 : 1),
            Rework = Learn(s.Rework, s.ReworkWindows, e.Rework),
            ReworkWindows = s.ReworkWindows + (e.Rework is null ? 0 : 1),
        };
    }

    /// <summary>The first windows count as their mean; later ones by a twentieth, so that a decline does not become the norm at once.</summary>
    internal static double Learn(double known, int windows, double? figure) =>
        figure is not { } news ? known : Math.Round(known + ((news - known) * Math.Max(LeastWeight, 1.0 / (windows + 1))), 6);

    private static BalanceState Cleared(BalanceState s, TriggerCleared e) => s with
    {
        Watched = s.Watched.Remove(KeyOf(e.Kind, e.Subject)),
        Boosts = s.Boosts.RemoveRange(s.Boosts.Where(b => b.Value.Trigger == e.Trigger).Select(b => b.Key)),
        Moved = s.Moved.RemoveAll(m => m.Trigger == e.Trigger),
    };
}
