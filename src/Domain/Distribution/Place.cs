using System.Collections.Immutable;
using System.Globalization;
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

/// <summary>Ready tasks that ask for the same and touch the same, the most urgent first.</summary>
internal sealed record ReadyGroup(ImmutableArray<Resource> Touches)
{
    private (Ledger Ledger, Analysis Found)? _analysed;

    public SortedSet<OpenTask> Tasks { get; } = new(Precedence.Order);

    /// <summary>What they ask for, looked up anew when the ledger is another one.</summary>
    public Analysis Analysis(Ledger ledger)
    {
        if (_analysed is not { } known || !ReferenceEquals(known.Ledger, ledger))
        {
            _analysed = known = (ledger, Distribution.Analysis.Of(ledger, Touches));
        }

        return known.Found;
    }
}

/// <summary>Where a task stands on the board.</summary>
/// <param name="Group">signature of what it asks for</param>
internal sealed record Place(OpenTask? Ready, string? Group, string? Holder, bool Merges)
{
    private const int MostNear = 8;

    public bool IsEmpty => Ready is null && Holder is null;

    public static Place Of(Workflow workflow, WorkItem item, IEffects effects)
    {
        var merges = item.Kind is WorkKind.Merge or WorkKind.Revert;
        var holder = item.Lease?.Agent ?? item.OfferedTo;
        if (item.Status != WorkStatus.Ready || workflow.IsTerminal)
        {
            return new Place(null, null, item.IsHeld || item.Status == WorkStatus.Offered ? holder : null, merges);
        }

        return new Place(Open(workflow, item, effects), Signature(item, merges), null, merges);
    }

    /// <summary>The task as the chooser sees it.</summary>
    public static OpenTask Open(Workflow workflow, WorkItem item, IEffects effects) => new(
        workflow.Id, item.Name, item.Kind, item.Definition.Skills, item.Definition.Priority + effects.BoostOf(workflow.Id, item.Name), item.TailSeconds,
        item.ReadyAt ?? default, item.Definition.EstimateSeconds, OpenTask.FamilyOf(item.Definition), Near(workflow, item))
    {
        Complexity = item.Definition.Complexity,
        SkillsFrom = item.Definition.Skills.IsEmpty ? null : item.Definition.SkillsFrom ?? Analysis.FromTask,
        Excluded = effects.ExcludedFor(workflow.Id, item.Name) is { } from ? [new Exclusion(from, Match.Moved)] : null,
    };

    /// <summary>Who did what it needs: they know the ground.</summary>
    private static ImmutableArray<string> Near(Workflow workflow, WorkItem item) =>
        [.. item.Definition.Needs.Take(MostNear).Select(n => workflow.Item(n)?.Submission?.Agent).OfType<string>().Distinct()];

    private static string Signature(WorkItem item, bool merges)
    {
        if (merges)
        {
            return "merge";
        }

        var definition = item.Definition;
        var skills = definition.Skills.OrderBy(s => s.Name, StringComparer.Ordinal).Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Name}={s.MinLevel}"));
        return $"{item.Kind == WorkKind.Work}:{definition.Complexity}:{string.Join(',', skills)}:{string.Join('\n', definition.Paths.Concat(definition.Touches ?? []))}";
    }
}
