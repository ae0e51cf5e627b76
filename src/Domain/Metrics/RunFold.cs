using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Domain.Metrics;

/// <summary>Folds the events of a run into its record: for any prefix of a history, without a read model.</summary>
public sealed class RunFold
{
    private readonly SortedDictionary<string, RecordedTask> _tasks = new(StringComparer.Ordinal);
    private RunClock? _clock;
    private WorkflowDefined? _defined;

    public static RunRecord Of(IEnumerable<(IWorkflowEvent Event, DateTimeOffset At)> events)
    {
        var fold = new RunFold();
        foreach (var (happened, at) in events)
        {
            fold.Apply(happened, at);
        }

        return fold.Record();
    }

    public void Apply(IWorkflowEvent happened, DateTimeOffset at)
    {
        _clock = (_clock ?? RunClock.Begin(at)).Apply(happened, at);
        switch (happened)
        {
            case WorkflowDefined e:
                _defined = e;
                break;
            case TasksPlanned e:
                foreach (var task in e.Tasks)
                {
                    _tasks[task.Name] = new(TaskHistory.Begin(task.Name, WorkKind.Work, null, task.Stage), task.Needs, [.. task.Skills.Select(s => s.Name)]);
                }

                break;
            case GateOpened e:
                Open(e);
                break;
            case MergeQueued e:
                _tasks.TryAdd(e.Task, new(TaskHistory.Begin(e.Task, WorkKind.Merge, e.Of, ""), [], []));
                break;
            case WorkflowRolledBack e:
                Cancel(at, h => h.Kind != WorkKind.Work);
                SetBack(e.Tasks, at);
                if (e.Revert is { } revert)
                {
                    _tasks[revert] = new(TaskHistory.Begin(revert, WorkKind.Revert, e.To, ""), [], []);
                }

                break;
            case TasksSetBack e:
                SetBack(e.Tasks, at);
                break;
            case WorkflowCancelled:
                Cancel(at, _ => true);
                break;
            case GateTimedOut or GateRetried:
                Cancel(at, h => h.Kind == WorkKind.Check && h.Subject == ((IGateEvent)happened).Gate);
                break;
            case ITaskEvent e:
                Change(e.Task, h => h.Apply(e, at));
                if (e is MergeConflicted conflict)
                {
                    Change(conflict.Of, h => h.Apply(e, at));
                }

                break;
        }
    }

    public RunRecord Record() => new(
        Defined.WorkflowId, _clock!, Defined.Stages, [.. _tasks.Values], [.. Defined.Gates.OrderBy(g => g.Name, StringComparer.Ordinal).Select(g => new RecordedGate(g.Name, g.After))]);

    private WorkflowDefined Defined => _defined ?? throw new InvalidOperationException($"A run begins with {nameof(WorkflowDefined)}.");

    private void Open(GateOpened e)
    {
        var checks = Defined.Gates.First(g => g.Name == e.Gate).Checks;
        foreach (var task in e.Checks)
        {
            var skills = checks.FirstOrDefault(c => WorkflowEvolve.CheckName(e.Gate, c.Name, e.Run) == task)?.Skills ?? [];
            _tasks[task] = new(TaskHistory.Begin(task, WorkKind.Check, e.Gate, ""), [], [.. skills.Select(s => s.Name)]);
        }
    }

    private void SetBack(ImmutableArray<AttemptRef> tasks, DateTimeOffset at)
    {
        foreach (var back in tasks)
        {
            Change(back.Task, h => h.Cancel(at));
        }
    }

    private void Cancel(DateTimeOffset at, Func<TaskHistory, bool> which)
    {
        foreach (var task in _tasks.Values.Where(t => t.History.Open is not null && which(t.History)).Select(t => t.History.Task).ToArray())
        {
            Change(task, h => h.Cancel(at));
        }
    }

    private void Change(string task, Func<TaskHistory, TaskHistory> change) => _tasks[task] = _tasks[task] with { History = change(_tasks[task].History) };
}
