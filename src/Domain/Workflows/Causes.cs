using System.Collections.Immutable;
using Weft.Domain.Causality;

namespace Weft.Domain.Workflows;

/// <summary>The dots that an event directly depends on. What its own actor did before is implied by the dot itself.</summary>
public static class Causes
{
    private const int Most = 16;

    public static ImmutableArray<Dot> Of(Workflow s, IWorkflowEvent happened) => happened switch
    {
        TaskReadied { Task: var task } => s.Item(task) is { } item ? Several([.. Nodes(s, item.Definition.Needs), item.Last]) : [],
        BranchMerged e => Several([Last(s, e.Task), Last(s, e.Of)]),
        GateOpened e => Several([.. Nodes(s, s.Gates.GetValueOrDefault(e.Gate)?.Definition.After ?? [])]),
        GatePassed e => Several([.. Checks(s, e.Gate)]),
        GateFailed e => Several([.. Checks(s, e.Gate)]),
        ITaskEvent e => Last(s, e.Task) is { IsNone: false } last ? [last] : [],
        _ => [],
    };

    /// <summary>Each once, the lowest first.</summary>
    private static ImmutableArray<Dot> Several(Span<Dot> dots)
    {
        dots.Sort();
        var causes = ImmutableArray.CreateBuilder<Dot>(Math.Min(dots.Length, Most));
        foreach (var dot in dots)
        {
            if (!dot.IsNone && causes.Count < Most && (causes.Count == 0 || causes[^1] != dot))
            {
                causes.Add(dot);
            }
        }

        return causes.DrainToImmutable();
    }

    private static Dot Last(Workflow s, string task) => s.Item(task)?.Last ?? Dot.None;

    private static IEnumerable<Dot> Nodes(Workflow s, ImmutableArray<string> nodes) => nodes.Select(n => Last(s, n));

    private static IEnumerable<Dot> Checks(Workflow s, string gate)
    {
        var g = s.Gates[gate];
        return g.Definition.Checks.Select(c => Last(s, WorkflowEvolve.CheckName(gate, c.Name, g.Run)));
    }
}
