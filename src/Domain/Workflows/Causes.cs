using System.Collections.Immutable;
using Weft.Domain.Causality;

namespace Weft.Domain.Workflows;

/// <summary>The dots that an event directly depends on. What its own actor did before is implied by the dot itself.</summary>
public static class Causes
{
    public static ImmutableArray<Dot> Of(Workflow s, IWorkflowEvent happened)
    {
        var dots = happened switch
        {
            TaskReadied e => Nodes(s, s.Item(e.Task)?.Definition.Needs ?? []).Append(Last(s, e.Task)),
            BranchMerged e => [Last(s, e.Task), Last(s, e.Of)],
            TaskYielded e => [Last(s, e.Task)],
            GateOpened e => Nodes(s, s.Gates.GetValueOrDefault(e.Gate)?.Definition.After ?? []),
            GatePassed e => Checks(s, e.Gate),
            GateFailed e => Checks(s, e.Gate),
            ITaskEvent e => [Last(s, e.Task)],
            _ => [],
        };
        return [.. dots.Where(d => !d.IsNone).Distinct().Order().Take(16)];
    }

    private static Dot Last(Workflow s, string task) => s.Item(task)?.Last ?? Dot.None;

    private static IEnumerable<Dot> Nodes(Workflow s, ImmutableArray<string> nodes) => nodes.Select(n => Last(s, n));

    private static IEnumerable<Dot> Checks(Workflow s, string gate)
    {
        var g = s.Gates[gate];
        return g.Definition.Checks.Select(c => Last(s, WorkflowEvolve.CheckName(gate, c.Name, g.Run)));
    }
}
