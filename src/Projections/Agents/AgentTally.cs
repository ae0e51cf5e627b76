using Weft.Domain.Distribution;
using Weft.Domain.Workflows;
using Weft.Projections.Workflows;

namespace Weft.Projections.Agents;

/// <summary>How the attempt of an agent ended.</summary>
internal enum HoldEnd { None, Finished, Failed, Lost, Released }

/// <summary>What an agent holds and has done, as grants and their ends tell.</summary>
internal static class AgentTally
{
    public static HoldEnd EndOf(IWorkflowEvent happened, WorkKind kind) => happened switch
    {
        TaskSubmitted or TaskCompleted or MergeConflicted or MergeRefused => HoldEnd.Finished,
        // A check that found something has done its work.
        TaskFailed when kind == WorkKind.Check => HoldEnd.Finished,
        TaskFailed or TaskTimedOut => HoldEnd.Failed,
        LeaseExpired => HoldEnd.Lost,
        TaskReleased => HoldEnd.Released,
        _ => HoldEnd.None,
    };

    public static AgentRow Take(this AgentRow agent, TaskRow task, double? predictedSeconds, Moment at) => agent with
    {
        Held = agent.Held.Add(new(task.Workflow, task.Task, task.Kind, task.Attempt, at.At)
        {
            PredictedSeconds = predictedSeconds,
            From = task.Progress > 0 ? task.Progress / 100.0 : null,
            Practice = task.Practice is { } practice ? [.. practice.Select(p => p.Skill)] : null,
        }),
        ChangedAt = at.At,
        Position = at.Position,
    };

    public static AgentRow Give(this AgentRow agent, TaskRow task, HoldEnd end, Moment at)
    {
        var held = agent.Held.FirstOrDefault(h => h.Workflow == task.Workflow && h.Task == task.Task);
        var told = end == HoldEnd.Finished ? held?.Until(at.At) : null;
        return agent with
        {
            Predicted = agent.Predicted + (told is null ? 0 : 1),
            PredictionErrors = agent.PredictionErrors + (told is var (due, actual) ? PredictionError.Thousandths(due, actual) : 0),
            Held = held is null ? agent.Held : agent.Held.Remove(held),
            Finished = agent.Finished + (end == HoldEnd.Finished ? 1 : 0),
            Failed = agent.Failed + (end == HoldEnd.Failed ? 1 : 0),
            Lost = agent.Lost + (end == HoldEnd.Lost ? 1 : 0),
            Released = agent.Released + (end == HoldEnd.Released ? 1 : 0),
            BusyMs = agent.BusyMs + (held is null ? 0 : (long)(at.At - held.Since).TotalMilliseconds),
            ChangedAt = at.At,
            Position = at.Position,
        };
    }
}
