using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>A task or check of a run that is still to be done, and what it says itself that it needs.</summary>
/// <param name="Definition">null: a check</param>
internal sealed record Wanted(string Task, ImmutableArray<SkillRequirement> Skills, Complexity Class, TaskDefinition? Definition)
{
    public static IEnumerable<Wanted> Of(Workflow run)
    {
        var work = run.Items.Values.Where(i => i is { Kind: WorkKind.Work, IsOpen: true }).Select(i => new Wanted(i.Name, i.Definition.Skills, i.Definition.Complexity, i.Definition));
        return run.Settings.Quality != QualityStrategy.Gates ? work : work.Concat(run.Gates.Values.Where(g => g.Status is GateStatus.Waiting or GateStatus.Open)
            .SelectMany(g => g.Definition.Checks.Select(c => new Wanted(WorkflowEvolve.CheckName(g.Name, c.Name, g.Run), c.Skills, Complexity.Simple, null))));
    }
}
