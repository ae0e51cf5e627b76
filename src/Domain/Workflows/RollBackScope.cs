using System.Collections.Immutable;

namespace Weft.Domain.Workflows;

/// <summary>What a roll-back touches: everything begun since its place. What is only ready, and would be readied again, is left as it is,
/// so that rolling back a second time changes nothing.</summary>
internal sealed class RollBackScope(Workflow s, RestorePoint point)
{
    private readonly Dictionary<string, bool> _gatesThatStay = new(StringComparer.Ordinal);

    /// <summary>Whether merged work is to be undone. A merge that a worker was ever given may land after the roll-back: the revert looks at the
    /// branch as it is then.</summary>
    public bool Undoes { get; } = s.MergeLog.Count > point.Merges || (s.Merges is [var first, ..] && s.Items[first] is { IsHeld: true } or { StaleTokens.IsEmpty: false });

    public ImmutableArray<AttemptRef> Tasks() =>
    [
        .. s.Items.Values.Where(i => i.Kind == WorkKind.Work && !point.Done.Contains(i.Name) && IsBegun(i))
            .OrderBy(i => i.Name, StringComparer.Ordinal).Select(i => new AttemptRef(i.Name, i.Attempt + 1)),
    ];

    public ImmutableArray<string> Gates() =>
        [.. s.Gates.Values.Where(g => !point.Done.Contains(g.Name) && IsBegun(g)).Select(g => g.Name).Order(StringComparer.Ordinal)];

    private bool IsBegun(WorkItem i) => i.Status switch
    {
        WorkStatus.Waiting => false,
        WorkStatus.Ready => Undoes || i.Checkpoint is not null || (i.BaseCommit is not null && i.BaseCommit != s.Head) || !i.Definition.Needs.All(Stays),
        _ => true,
    };

    private bool IsBegun(GateState g) => g.Status == GateStatus.Waiting
        ? g.Awaited && g.Definition.After.Any(a => s.IsDone(a) && !Stays(a))
        : Undoes || !Stays(g.Name);

    /// <summary>Done or open after the roll-back as before it: what was done at the place, and gates that opened of themselves on such nodes
    /// with no check begun.</summary>
    private bool Stays(string node)
    {
        if (point.Done.Contains(node) || !s.Gates.TryGetValue(node, out var g))
        {
            return point.Done.Contains(node);
        }

        if (!_gatesThatStay.TryGetValue(node, out var stays))
        {
            _gatesThatStay[node] = stays = !Undoes && g.Status is GateStatus.Open or GateStatus.Passed
                && Workflows.Gates.Checks(s, g).All(c => s.Item(c) is { Status: WorkStatus.Ready, Checkpoint: null })
                && g.Definition.After.All(Stays);
        }

        return stays;
    }
}
