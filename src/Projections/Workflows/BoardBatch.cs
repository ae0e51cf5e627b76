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
    public Rows<AgentRow> Agents { get; } = new(session, cancellation);

    public Rows<FamilyRow> Families { get; } = new(session, cancellation);

    public Rows<GateRow> Gates { get; } = new(session, cancellation);

    public Rows<PlanRow> Plans { get; } = new(session, cancellation);

    public Rows<SlaRow> Slas { get; } = new(session, cancellation);

    public Rows<TaskRow> Tasks { get; } = new(session, cancellation);

    public Rows<ThroughputBucket> Throughput { get; } = new(session, cancellation);

    public Rows<WorkflowRow> Workflows { get; } = new(session, cancellation);

    /// <summary>One statement per type for nearly all that the batch needs.</summary>
    public async Task LoadAsync(IReadOnlyList<IEvent> events)
    {
        var flows = events.Where(e => e.Is(Streams.Workflow)).Select(e => (Id: e.StreamKey![Streams.Workflow.Length..], e.Data)).ToArray();
        await Workflows.LoadAsync(flows.Select(f => f.Id)).ConfigureAwait(false);
        await Plans.LoadAsync(flows.Where(f => f.Data is TasksPlanned).Select(f => f.Id)).ConfigureAwait(false);
        await Gates.LoadAsync(flows.Where(f => f.Data is IGateEvent).Select(f => TaskRow.IdOf(f.Id, ((IGateEvent)f.Data).Gate))).ConfigureAwait(false);
        foreach (var (id, planned) in flows.Where(f => f.Data is TasksPlanned).Select(f => (f.Id, (TasksPlanned)f.Data)))
        {
            foreach (var task in planned.Tasks)
            {
                Tasks.New(TaskRow.IdOf(id, task.Name));
            }
        }

        await Tasks.LoadAsync(flows.SelectMany(f => Named(f.Data).Select(task => TaskRow.IdOf(f.Id, task)))).ConfigureAwait(false);
        await Agents.LoadAsync(AgentsOf(events).Concat(Tasks.Known.Select(t => t.Holder).OfType<string>())).ConfigureAwait(false);
    }

    /// <summary>Stores a task's row, and what follows: the workflow's sums, the agent that took or gave it.</summary>
    public async ValueTask ChangeAsync(TaskRow? before, TaskRow after, IWorkflowEvent happened, Moment at)
    {
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
        Slas.Save();
        Tasks.Save();
        Throughput.Save();
        Workflows.Save();
    }

    private async ValueTask<AgentRow> AgentAsync(string id) => await Agents.FindAsync(id).ConfigureAwait(false) ?? new AgentRow { Id = id };

    private async ValueTask FinishAsync(TaskRow task, AgentRow agent, HoldEnd end, Moment at)
    {
        if (end == HoldEnd.Finished && agent.Held.FirstOrDefault(h => h.Workflow == task.Workflow && h.Task == task.Task) is { Kind: WorkKind.Work, PredictedSeconds: { } predicted } held)
        {
            Families.Put((await FamilyAsync(task).ConfigureAwait(false)).Finish(predicted, (long)(at.At - held.Since).TotalMilliseconds));
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
        var family = OpenTask.FamilyOf(task.Complexity, task.Skills);
        return await Families.FindAsync(family).ConfigureAwait(false) ?? new FamilyRow { Id = family };
    }

    private static IEnumerable<string> Named(object happened) => happened switch
    {
        MergeConflicted e => [e.Task, e.Of],
        MergeQueued e => [e.Task, e.Of],
        ITaskEvent e => [e.Task],
        GateOpened e => e.Checks,
        TasksSetBack e => e.Tasks.Select(t => t.Task),
        WorkflowRolledBack e => e.Tasks.Select(t => t.Task),
        _ => [],
    };

    private static IEnumerable<string> AgentsOf(IReadOnlyList<IEvent> events) =>
        events.Where(e => e.Is(Streams.Agent)).Select(e => e.StreamKey![Streams.Agent.Length..])
            .Concat(events.Select(e => e.Data).OfType<TaskAssigned>().Select(e => e.Agent));
}
