using JasperFx.Events;
using Marten;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;
using Weft.Projections.Agents;
using Weft.Projections.Metrics;

namespace Weft.Projections.Workflows;

/// <summary>The board's rows while a batch is folded, and the one place where a task's row changes: sums and agents follow it.</summary>
internal sealed class BoardBatch(IDocumentOperations session, CancellationToken cancellation)
{
    private readonly HashSet<string> _whole = new(StringComparer.Ordinal);

    public Rows<AgentRow> Agents { get; } = new(session, cancellation);

    public Rows<FamilyRow> Families { get; } = new(session, cancellation);

    public Rows<GateRow> Gates { get; } = new(session, cancellation);

    public Rows<PlanRow> Plans { get; } = new(session, cancellation);

    public Rows<RunRow> Runs { get; } = new(session, cancellation);

    public Rows<SlaRow> Slas { get; } = new(session, cancellation);

    public Rows<TaskRow> Tasks { get; } = new(session, cancellation);

    public Rows<ThroughputBucket> Throughput { get; } = new(session, cancellation);

    public Rows<WorkflowRow> Workflows { get; } = new(session, cancellation);

    /// <summary>One statement per type for nearly all that the batch needs, and none for what it begins itself.</summary>
    public async Task LoadAsync(IReadOnlyList<IEvent> events)
    {
        var all = events.Where(e => e.Data is IWorkflowEvent).Select(e => (Id: e.StreamKey![Streams.Workflow.Length..], Event: (IWorkflowEvent)e.Data, e.Version)).ToArray();
        await Workflows.LoadAsync(all.Select(f => f.Id)).ConfigureAwait(false);
        var flows = all.Where(f => f.Version > (Workflows.Peek(f.Id)?.Version ?? 0)).Select(f => (f.Id, f.Event)).ToArray();
        foreach (var (id, happened) in flows)
        {
            Begin(id, happened);
        }

        await Plans.LoadAsync(flows.Where(f => f.Event is TasksPlanned).Select(f => f.Id)).ConfigureAwait(false);
        await Gates.LoadAsync(flows.Where(f => f.Event is IGateEvent).Select(f => TaskRow.IdOf(f.Id, ((IGateEvent)f.Event).Gate))).ConfigureAwait(false);
        await Tasks.LoadAsync(flows.SelectMany(f => Mentions.Tasks(f.Event).Select(task => TaskRow.IdOf(f.Id, task)))).ConfigureAwait(false);
        await Runs.LoadAsync(flows.Select(f => f.Id)).ConfigureAwait(false);
        await Agents.LoadAsync(Mentions.Agents(events).Concat(Tasks.Known.Select(t => t.Holder).OfType<string>())).ConfigureAwait(false);
    }

    private void Begin(string workflow, IWorkflowEvent happened)
    {
        if (happened is WorkflowDefined)
        {
            Plans.New(workflow);
            Runs.New(workflow);
        }
        else if (happened is TasksPlanned planned)
        {
            foreach (var task in planned.Tasks)
            {
                Tasks.New(TaskRow.IdOf(workflow, task.Name));
            }
        }
    }

    /// <summary>Stores a task's row, and what follows: the workflow's sums, the agent that took or gave it.</summary>
    public async ValueTask ChangeAsync(TaskRow? before, TaskRow after, IWorkflowEvent happened, Moment at)
    {
        after.Stamp(at);
        Tasks.Put(after);
        await ClockAsync(before, after).ConfigureAwait(false);
        var flow = await Workflows.GetAsync(after.Workflow).ConfigureAwait(false);
        Workflows.Put(flow.Count(before, after));
        if (before?.Holder is { } left && left != after.Holder)
        {
            var agent = await AgentAsync(left).ConfigureAwait(false);
            await FinishAsync(before, agent, AgentTally.EndOf(happened, after.Kind), at).ConfigureAwait(false);
            Agents.Put(agent.Give(after, AgentTally.EndOf(happened, after.Kind), at));
        }

        if (after.Holder is { } taken && taken != before?.Holder)
        {
            if (after.Kind == WorkKind.Work)
            {
                var family = await FamilyAsync(after).ConfigureAwait(false);
                Families.Put(family.Take(after.ReadyAt is { } ready ? Math.Max(0, (long)(at.At - ready).TotalMilliseconds) : 0));
            }

            Agents.Put((await AgentAsync(taken).ConfigureAwait(false)).Take(after, (happened as TaskAssigned)?.Why.PredictedSeconds, at));
        }
    }

    /// <summary>All tasks of a workflow as they are now; looked for once in a batch, for the board and the timeline.</summary>
    public async ValueTask<IReadOnlyList<TaskRow>> TasksOfAsync(string workflow) => _whole.Add(workflow)
        ? await Tasks.WhereAsync(t => t.Workflow == workflow, t => t.Workflow == workflow).ConfigureAwait(false)
        : [.. Tasks.Known.Where(t => t.Workflow == workflow).OrderBy(t => t.Id, StringComparer.Ordinal)];

    public async ValueTask ChangeAsync(GateRow before, GateRow after, Moment at)
    {
        Gates.Put(after with { Version = at.Version, Position = at.Position });
        Workflows.Put((await Workflows.GetAsync(after.Workflow).ConfigureAwait(false)).Count(before, after));
    }

    public void Save()
    {
        Agents.Save();
        Families.Save();
        Gates.Save();
        Plans.Save();
        Runs.Save();
        Slas.Save();
        Tasks.Save();
        Throughput.Save();
        Workflows.Save();
    }

    private async ValueTask<AgentRow> AgentAsync(string id) => await Agents.FindAsync(id).ConfigureAwait(false) ?? new AgentRow { Id = id };

    private async ValueTask FinishAsync(TaskRow task, AgentRow agent, HoldEnd end, Moment at)
    {
        if (end == HoldEnd.Finished && agent.Held.FirstOrDefault(h => h.Workflow == task.Workflow && h.Task == task.Task)?.Until(at.At) is var (due, actual))
        {
            Families.Put((await FamilyAsync(task).ConfigureAwait(false)).Finish(due, actual));
        }
    }

    private async ValueTask ClockAsync(TaskRow? before, TaskRow after)
    {
        if (after.Kind == WorkKind.Work && (after.ClockSince ?? before?.ClockSince) is not null)
        {
            var row = await Slas.FindAsync(SlaRow.IdOf(after)).ConfigureAwait(false) ?? new SlaRow { Id = SlaRow.IdOf(after) };
            var next = (before is null ? row : row.Count(before, -1)).Count(after, 1);
            if (next != row)
            {
                Slas.Put(next);
            }
        }
    }

    private async ValueTask<FamilyRow> FamilyAsync(TaskRow task)
    {
        var family = OpenTask.FamilyOf(task.Complexity, SkillRequirement.NamesOf(task.Skills, task.FoundSkills));
        return await Families.FindAsync(family).ConfigureAwait(false) ?? new FamilyRow { Id = family };
    }
}
