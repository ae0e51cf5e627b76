using System.Collections.Immutable;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>How many tasks an agent holds or is offered: work and checks, and merges beside them.</summary>
public sealed record Load(int Work, int Merges)
{
    public static Load None { get; } = new(0, 0);

    public Load More(bool merge) => merge ? this with { Merges = Merges + 1 } : this with { Work = Work + 1 };

    public Load Less(bool merge) => merge ? this with { Merges = Merges - 1 } : this with { Work = Work - 1 };
}

/// <summary>Where a task stands on the board.</summary>
/// <param name="Ready">with what was found of what it asks for</param>
/// <param name="Kind">which agents can have it</param>
internal sealed record Place(OpenTask? Ready, string? Kind, string? Holder, bool Merges)
{
    private const int MostNear = 8;

    public bool IsEmpty => Ready is null && Holder is null;

    public static Place Of(Workflow workflow, WorkItem item, IEffects effects, Ledger ledger)
    {
        var merges = item.Kind is WorkKind.Merge or WorkKind.Revert;
        var holder = item.Lease?.Agent ?? item.OfferedTo;
        if (item.Status != WorkStatus.Ready || workflow.IsTerminal)
        {
            return new Place(null, null, item.IsHeld || item.Status == WorkStatus.Offered ? holder : null, merges);
        }

        var open = Open(workflow, item, effects, ledger);
        return new Place(open, Ableness.Of(open), null, merges);
    }

    /// <summary>The task as the chooser sees it.</summary>
    public static OpenTask Open(Workflow workflow, WorkItem item, IEffects effects, Ledger ledger) => Analysis.Of(ledger, item.Definition).Apply(new(
        workflow.Id, item.Name, item.Kind, item.Definition.Skills, item.Definition.Priority + effects.BoostOf(workflow.Id, item.Name), item.TailSeconds,
        item.ReadyAt ?? default, item.Definition.EstimateSeconds, OpenTask.FamilyOf(item.Definition.Complexity, item.Definition.Skills.Select(s => s.Name)), Near(workflow, item))
    {
        Complexity = item.Definition.Complexity,
        SkillsFrom = item.Definition.Skills.IsEmpty ? null : item.Definition.SkillsFrom ?? Analysis.FromTask,
        Excluded = effects.ExcludedFor(workflow.Id, item.Name) is { } from ? [new Exclusion(from, Match.Moved)] : null,
    });

    /// <summary>Who did what it needs: they know the ground.</summary>
    private static ImmutableArray<string> Near(Workflow workflow, WorkItem item)
    {
        ImmutableArray<string> near = [];
        foreach (var need in item.Definition.Needs.AsSpan(0, Math.Min(MostNear, item.Definition.Needs.Length)))
        {
            near = workflow.Item(need)?.Submission?.Agent is { } agent && !near.Contains(agent) ? near.Add(agent) : near;
        }

        return near;
    }
}
