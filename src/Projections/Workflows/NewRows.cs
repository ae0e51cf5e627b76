using Weft.Domain.Workflows;

namespace Weft.Projections.Workflows;

/// <summary>Rows as they come into being.</summary>
internal static class NewRows
{
    public static WorkflowRow Of(WorkflowDefined e, Moment at) => new()
    {
        Id = e.WorkflowId,
        Name = e.Name,
        Template = e.Template,
        TemplateVersion = e.TemplateVersion,
        Parameters = e.Parameters,
        Settings = e.Settings,
        Repository = e.Repository,
        Status = WorkflowStatus.Planned,
        TaskCount = e.TaskCount,
        Stages = [.. e.Stages.Select(s => new StageProgress(s.Name, s.Mode, 0, 0))],
        Milestones = [.. e.Milestones.Select(m => new MilestoneProgress(m.Name, m.Weight, m.Requires.Length, m.Requires.Length, 0, null))],
        Head = e.Repository?.BaseCommit,
        PlannedAt = at.At,
        Version = at.Version,
        Position = at.Position,
    };

    public static GateRow Of(string workflow, GateDefinition gate, ILookup<string, string> milestones, Moment at) => new()
    {
        Id = TaskRow.IdOf(workflow, gate.Name),
        Workflow = workflow,
        Gate = gate.Name,
        After = gate.After,
        Definitions = gate.Checks,
        Milestones = [.. milestones[gate.Name]],
        Status = GateStatus.Waiting,
        Version = at.Version,
        Position = at.Position,
    };

    public static TaskRow Of(string workflow, TaskDefinition task, ILookup<string, string> milestones, Moment at) =>
        Item(workflow, task.Name, WorkKind.Work, null, task.Priority, at) with
        {
            Stage = task.Stage,
            Complexity = task.Complexity,
            EstimateSeconds = task.EstimateSeconds,
            Skills = task.Skills,
            SkillsFrom = task.Skills.IsEmpty ? null : task.SkillsFrom ?? "task",
            Paths = task.Paths,
            Touches = task.Touches ?? [],
            Needs = task.Needs,
            Milestones = [.. milestones[task.Name]],
        };

    public static TaskRow Check(GateRow gate, string name, int run, string? commit, Moment at)
    {
        var check = gate.Definitions.First(c => WorkflowEvolve.CheckName(gate.Gate, c.Name, run) == name);
        return Item(gate.Workflow, name, WorkKind.Check, gate.Gate, 100, at) with { Skills = check.Skills, BaseCommit = commit };
    }

    public static TaskRow Item(string workflow, string name, WorkKind kind, string? subject, int priority, Moment at) => new()
    {
        Id = TaskRow.IdOf(workflow, name),
        Workflow = workflow,
        Task = name,
        Kind = kind,
        Subject = subject,
        Status = WorkStatus.Waiting,
        Attempt = 1,
        Priority = priority,
        Complexity = Complexity.Simple,
        EstimateSeconds = 1,
        Version = at.Version,
        Position = at.Position,
    };

    /// <summary>Which milestones require a task or gate.</summary>
    public static ILookup<string, string> ByNode(IEnumerable<MilestoneDefinition> milestones) =>
        milestones.SelectMany(m => m.Requires.Select(node => (node, m.Name))).ToLookup(x => x.node, x => x.Name, StringComparer.Ordinal);
}
